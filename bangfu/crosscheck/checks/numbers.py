"""身份 and 人证相符 in the lists: of every list that has a number, a check that it is a possible one, and one that who has none is called as in the register.

What stands in the register is judged by `id_number`, names under one number by `id_name`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bangfu.crosscheck.checks.check import Check
from bangfu.crosscheck.checks.declared import checked
from bangfu.crosscheck.matching import BY_NEAR_NAME
from bangfu.crosscheck.sources import Source, sources
from bangfu.workbooks.layout import LAYOUTS

WRONG = ("bad_check", "bad_date", "bad_shape", "lost_digits", "old15")   # of rules.id_number.STATUS_WORDS; a blank is no number
_WORDS = ", ".join(f"'{status}'" for status in WRONG)


def numbers() -> Iterator[Check]:
    """Two checks for each list that is held against the register: of rows that were joined otherwise, and of those that meet nobody."""
    for source in sources().values():
        if not source.feeds and any(field.key == "id_number" for field in LAYOUTS[source.slug].fields):
            yield checked(_told(source))
            yield checked(_of_nobody(source))
            yield checked(_near_name(source))


def _near_name(source: Source) -> dict[str, Any]:
    by, nobody = ", ".join(f"'{how}'" for how in BY_NEAR_NAME), {"id_status": "blank", "id_index": "", "id18_index": "", "person_number": ""}
    return {
        "slug": f"near_name_in_{source.slug}", "family": "人证相符", "level": "check", "on": f"matched.{source.slug}", "title": f"{source.word}里的姓名差一点",
        "where": f"how IN ({by})", "cells": ["name", "s_name"], "settle": ["fix_name"], "who": source.office,
        "reason": f"{source.word}里的“{{s_name}}”没有能用的证件号码，按出生日期或所在的户看，多半就是{{name}}，姓名写错了。",
        "what_to_do": f"看证件原件：名册错了就更正；名单错了请{source.office}改姓名、补号码；确实是两个人的，申请豁免并写明。",
        "source_clause": "数据质量规则 第一类（身份）",
        "hits": [{"words": "born on the same day in the village", "source": {**nobody, "name": "覃天朋", "household_number": "", "birth": date(1980, 1, 1)}},
                 {"words": "of the same household", "source": {**nobody, "name": "覃天朋", "birth": None, "sex": ""}}],
        "misses": [
            {"words": "the name is right", "source": nobody}, {"words": "it has a number: that is said of the number", "source": {"name": "覃天朋"}},
            {"words": "quite another name", "source": {**nobody, "name": "农不在"}},
        ],
    }


def _of_nobody(source: Source) -> dict[str, Any]:
    return {
        "slug": f"number_of_nobody_in_{source.slug}", "family": "身份", "level": "check", "on": f"unregistered.{source.slug}",
        "title": f"{source.word}里的证件号码有误，名册里对不上人", "where": f"s_id_status IN ({_WORDS})", "cells": ["s_name", "s_id_index"], "settle": [],
        "who": source.office, "reason": f"{{s_name}}在{source.word}里的证件号码不对（位数、出生日期或校验码不符，或是15位旧号码），按姓名、住址也没有对上名册里的人。",
        "what_to_do": f"请{source.office}照证件原件改；名册里有这个人的，改好后自然对上。", "source_clause": "GB 11643-1999 §4.2：号码的构成和校验码",
        "hits": [{"words": status, "source": {"id_status": status, "id_index": "W", "id18_index": ""}} for status in WRONG],
        "misses": [{"words": "a right number", "source": {}}, {"words": "no number", "source": {"id_status": "blank", "id_index": "", "id18_index": ""}}],
    }


def _told(source: Source) -> dict[str, Any]:
    return {
        "slug": f"number_in_{source.slug}", "family": "身份", "level": "check", "on": f"matched.{source.slug}", "title": f"{source.word}里的证件号码有误",
        "where": f"s_id_status IN ({_WORDS}) AND id_status = 'ok'", "cells": ["id_index", "s_id_index"], "settle": [], "who": source.office,
        "reason": f"{{name}}在{source.word}里的证件号码不对（位数、出生日期或校验码不符，或是15位旧号码），是按姓名、住址对上的；名册里的号码没有错。",
        "what_to_do": f"请{source.office}照证件原件改；名单里其实是另一个人的，申请豁免并写明。", "source_clause": "GB 11643-1999 §4.2：号码的构成和校验码",
        "hits": [{"words": status, "source": {"id_status": status, "id_index": "W", "id18_index": ""}} for status in WRONG],
        "misses": [
            {"words": "a right number", "source": {}},
            {"words": "no number", "source": {"id_status": "blank", "id_index": "", "id18_index": ""}},
            {"words": "the register's is wrong too", "person": {"id_status": "bad_check"}, "source": {"id_status": "bad_check"}},
        ],
    }
