"""重复 beside the number: one name and birth in two households, and what belongs to one household on several."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bangfu.crosscheck.checks.check import Check, Example, Setting, list_cell, register_cell
from bangfu.crosscheck.checks.declared import checked
from bangfu.crosscheck.checks.rows import delivered, registered
from bangfu.crosscheck.checks.views import ACCOUNT, ACCOUNT_HOMES
from bangfu.crosscheck.shapes import listed
from bangfu.crosscheck.sources import Source, held_against, sources

_OTHER = "990121002001"
SAME_PERSON = Check(
    slug="same_person", version=1, family="重复", level="check", title="疑似同一人登记两户", asks="person",
    reason={"same_person": "{name}（{birth}出生）在{other_place}另一户{other_household}也有登记，姓名、出生日期相同，证件号码不同或不全，共{count}处。"},
    what_to_do="看户口簿：是同一个人的，留一处，其余移出名册；不是同一个人的，补全证件号码，或申请豁免并写明原因。",
    settle=("leave", "fix_id", "fix_birth"), source_clause="数据质量规则 第一类（身份）：一人只在一户",
    sql=f"""
        WITH named AS (
            SELECT *, substring(place_code, 1, 9) AS township, id18_index IS NULL OR id_status NOT IN ('ok', 'old15') AS poor FROM register
            WHERE name_folded <> '' AND birth IS NOT NULL),
        alike AS (
            SELECT a.person, count(DISTINCT b.person) + 1 AS persons, min(b.place_code || ' ' || b.person) AS other
            FROM named a JOIN named b ON a.name_folded = b.name_folded AND a.birth = b.birth AND a.township = b.township AND a.household <> b.household
            WHERE (a.sex = b.sex OR a.sex = '' OR b.sex = '') AND (a.place_code = b.place_code OR a.poor OR b.poor)
              AND (a.id18_index IS NULL OR b.id18_index IS NULL OR a.id18_index <> b.id18_index)
            GROUP BY a.person)
        SELECT 'same_person' AS fault, 'person' AS subject_kind, r.person AS subject_id, r.person AS subject_key, r.place_code, r.name AS subject_name,
               r.household_number, [r.name_folded, CAST(r.birth AS VARCHAR)] AS fingerprint,
               {{'name': r.name, 'birth': CAST(r.birth AS VARCHAR), 'count': persons, 'other_place': o.place_code, 'other_household': o.household_number}} AS say,
               [{register_cell("name", "r.name", "r.")}, {register_cell("name", "o.name", "o.")}] AS cells
        FROM alike JOIN register r USING (person) JOIN register o ON o.place_code || ' ' || o.person = alike.other""",
    hits=(
        Example("one name and birth in two households of the village", (registered("p1", "覃天明", "A"), registered("p2", "覃天明", "B", household="h2")),
                finds=frozenset({("same_person", "p1"), ("same_person", "p2")})),
        Example("in two villages of the township, one without a number", (
            registered("p1", "覃天明", "A"), registered("p2", "覃天明", household="h2", place_code="990121001002"),
        ), finds=frozenset({("same_person", "p1"), ("same_person", "p2")})),
    ),
    misses=(
        Example("one number: that is said as such", (registered("p1", "覃天明", "A"), registered("p2", "覃天明", "A+43", household="h2"))),
        Example("two right numbers in two villages", (
            registered("p1", "覃天明", "A"), registered("p2", "覃天明", "B", household="h2", place_code="990121001002"))),
        Example("another birth", (registered("p1", "覃天明", "A"), registered("p2", "覃天明", "B", household="h2", birth=date(1981, 1, 1)))),
        Example("a man and a woman", (registered("p1", "覃天明", "A"), registered("p2", "覃天明", "B", household="h2", sex="女"))),
    ),
)


def _shared(slug: str, column: str, word: str, level: str, most: int, what_to_do: str, examples: Mapping[str, object]) -> Check:
    """A check that what belongs to one household stands on fewer than `$households` of them."""
    value = "''" if column.endswith("_index") else f"h.{column}"
    people = tuple(registered(f"p{at}", f"覃天{at}", f"N{at}", household=f"h{at}", household_number=f"H{at}") for at in range(most))
    homes = {f"h{at}": examples for at in range(most)}
    return Check(
        slug=slug, version=1, family="重复", level=level, title=f"几户的{word}相同", asks="household",
        reason={slug: f"这一户的{word}与别的户相同，共{{count}}户；另一户在{{other_place}}{{other_household}}。"}, what_to_do=what_to_do,
        settle=(f"fix_h_{'bank_account' if column == 'bank_index' else 'phone'}",) if value == "''" else (),
        source_clause="数据质量规则 第一类（身份）：一户一号",
        settings=(Setting("households", "几户相同才算", Decimal(most), "户", Decimal(2), Decimal(20)),),
        sql=f"""
            WITH many AS (
                SELECT {column}, count(DISTINCT household) AS households FROM household WHERE {column} IS NOT NULL AND {column} <> ''
                GROUP BY {column} HAVING count(DISTINCT household) >= $households),
            homes AS (SELECT h.*, households FROM household h JOIN many USING ({column})),
            pairs AS (
                SELECT a.household, min(b.place_code || ' ' || b.household) AS other FROM homes a JOIN homes b
                ON a.{column} = b.{column} AND a.household <> b.household GROUP BY a.household),
            heads AS (SELECT household, coalesce(min(CASE WHEN relation = '户主' THEN name END), min(name)) AS head FROM register GROUP BY household)
            SELECT '{slug}' AS fault, 'household' AS subject_kind, h.household AS subject_id, h.household AS subject_key, h.place_code,
                   coalesce(head, '') AS subject_name, h.household_number, [h.{column}] AS fingerprint,
                   {{'count': households, 'other_place': o.place_code, 'other_household': o.household_number}} AS say,
                   [{_cell("h", column, value)}, {_cell("o", column, value.replace("h.", "o."))}] AS cells
            FROM homes h JOIN pairs USING (household) JOIN household o ON o.place_code || ' ' || o.household = pairs.other
            LEFT JOIN heads ON heads.household = h.household""",
        hits=(Example("as many as count", people, finds=frozenset((slug, f"h{at}") for at in range(most)), homes=homes),),
        misses=(
            Example("one fewer", people[1:], homes=homes) if most > 2 else Example("one household", people[:1], homes=homes),
            Example("nothing is known", people, homes={home: dict.fromkeys(examples, "") for home in homes}),
        ),
    )


def _cell(at: str, column: str, value: str) -> str:
    return (
        f"{{'source': 'register', 'place_code': {at}.place_code, 'subject_id': '', 'subject_name': '', "
        f"'row': CASE WHEN {at}.origin_kind = 'delivered_row' THEN {at}.origin_id ELSE '' END, 'number': 0, 'column': '{column}', 'value': {value}, 'how': ''}}"
    )


def twice_in(source: Source) -> Check:
    """One number in a list of everybody twice: in two villages, or in two households of one."""
    slug, word = source.slug, source.word
    return Check(
        slug=f"twice_in_{slug}", version=1, family="重复", level="check", title=f"{word}里重复", asks="delivered", reads=(slug,),
        reason={"listed_twice": f"{{name}}的证件号码在{word}里有{{count}}行，另一行是{{other_place}}的{{other_name}}。"},
        what_to_do=f"是同一个人的，请{source.office}只留一处；不是同一个人的，对照证件原件改号码。", settle=(), source_clause="GB 11643-1999：号码唯一",
        sql=f"""
            WITH many AS (
                SELECT id18_index, count(*) AS lines FROM s_{slug} WHERE id18_index IS NOT NULL GROUP BY id18_index
                HAVING count(DISTINCT place_code || ' ' || household_number) > 1),
            people AS (SELECT s.*, lines, s.place_code || ' ' || s.household_number || ' ' || s.row AS line FROM s_{slug} s JOIN many USING (id18_index)),
            first_of AS (SELECT id18_index, place_code, household_number, min(line) AS line FROM people GROUP BY 1, 2, 3),
            pairs AS (
                SELECT a.line, min(b.line) AS other FROM first_of a JOIN first_of b ON a.id18_index = b.id18_index AND a.line <> b.line GROUP BY a.line)
            SELECT 'listed_twice' AS fault, 'delivered' AS subject_kind, a.row AS subject_id,
                   a.id18_index || ' ' || a.place_code || ' ' || a.household_number AS subject_key, a.place_code, a.name AS subject_name, a.household_number,
                   [a.id18_index] AS fingerprint,
                   {{'name': a.name, 'count': a.lines, 'other_place': b.place_code, 'other_name': b.name}} AS say,
                   [{list_cell(f"'{slug}'", "id_number", "''", "a.")}, {list_cell(f"'{slug}'", "id_number", "''", "b.")}] AS cells
            FROM pairs JOIN people a ON a.line = pairs.line JOIN people b ON b.line = pairs.other""",
        hits=(Example("in the lists of two villages", (), (delivered(slug, "s1", "覃天明", "A"), delivered(slug, "s2", "覃天明", "A", place_code=_OTHER)),
                      frozenset({("listed_twice", "s1"), ("listed_twice", "s2")})),),
        misses=(
            Example("twice in one household: a line too many, no contradiction", (), (delivered(slug, "s1", "覃天明", "A"), delivered(slug, "s2", "覃天明", "A"))),
            Example("two numbers", (), (delivered(slug, "s1", "覃天明", "A"), delivered(slug, "s2", "覃天明", "B", place_code=_OTHER))),
        ),
    )


def repeated_in(source: Source) -> Check:
    """One number in two rows of a list in which everybody stands once (of a payment: once for what it is and when): found on the row that came first."""
    slug, word = source.slug, source.word
    key = ["id18_index", *(source.once or ())]
    return Check(
        slug=f"repeated_in_{slug}", version=1, family="重复", level="check", title=f"{word}里一人几行", asks="delivered", reads=(slug,),
        reason={"repeated": f"{{name}}在{word}里有{{count}}行，另一行是{{other_place}}的{{other_name}}。"}, settle=(), who=source.office,
        what_to_do=f"请{source.office}只留现在有效的一行；是两个人的，对照证件原件改号码。", source_clause="GB 11643-1999：号码唯一；名单一人一行",
        sql=f"""
            WITH many AS (
                SELECT {", ".join(key)}, count(*) AS lines, min(row) AS line, max(row) AS other FROM s_{slug}
                WHERE id18_index IS NOT NULL AND id_status IN ('ok', 'old15') GROUP BY {", ".join(key)} HAVING count(*) > 1)
            SELECT 'repeated' AS fault, 'delivered' AS subject_kind, a.row AS subject_id, {" || ' ' || ".join(f"a.{column}" for column in key)} AS subject_key,
                   a.place_code, a.name AS subject_name, a.household_number, [a.id18_index] AS fingerprint,
                   {{'name': a.name, 'count': lines, 'other_place': b.place_code, 'other_name': b.name}} AS say,
                   [{list_cell(f"'{slug}'", "id_number", "''", "a.")}, {list_cell(f"'{slug}'", "id_number", "''", "b.")}] AS cells
            FROM many JOIN s_{slug} a ON a.row = many.line JOIN s_{slug} b ON b.row = many.other""",
        hits=(Example("twice", (), (delivered(slug, "s1", "覃天明", "A"), delivered(slug, "s2", "覃天明", "A")), frozenset({("repeated", "s1")})),),
        misses=(
            Example("two numbers", (), (delivered(slug, "s1", "覃天明", "A"), delivered(slug, "s2", "覃天明", "B"))),
            Example("without numbers", (), (delivered(slug, "s1", "覃天明"), delivered(slug, "s2", "覃天明"))),
        ),
    )


def twice() -> Iterator[Check]:
    """Every check for what stands twice."""
    yield SAME_PERSON
    yield _shared("shared_phone", "phone_index", "联系电话", "check", 3, "逐户打电话核实：多半是登记人或村干部的电话，换成本户自己的；确实共用的，申请豁免。",
                  {"phone_index": "P"})
    yield _shared("shared_bank_account", "bank_index", "银行账号", "must", 2, "看存折或社保卡：一户一个账号，错的改过来；确实由别户代领的，申请豁免并写明原因。",
                  {"bank_index": "B"})
    yield _shared("shared_household_number", "household_number", "户编号", "must", 2, "同一户登记了两次的，并成一户；不是一户的，到全国系统核对户编号后更正。",
                  {"household_number": "H"})
    for source in held_against():
        yield twice_in(source)
    for source in sources().values():
        if source.once is not None:
            yield repeated_in(source)


def accounts() -> Iterator[Check]:
    """Every check for an account that stands under several households in a list that pays."""
    for source in sources().values():
        if not source.feeds and ACCOUNT in listed(source.slug).names:
            yield checked(_one_account_in(source))


def _one_account_in(source: Source) -> dict[str, Any]:
    """One account under people of several households in a list that pays."""
    def row(nth: int, account: str) -> dict[str, Any]:
        number = f"paid-{source.slug}-{nth}"
        return {"row": number, "name": "韦小花", "id_index": number, "id18_index": number, "birth": None, "sex": "", ACCOUNT: account}

    def other(nth: int, **home: str) -> dict[str, Any]:
        number = f"paid-{source.slug}-{nth}"
        return {"name": "韦小花", "id_index": number, "id18_index": number, **home}

    return {
        "slug": f"one_account_in_{source.slug}", "family": "重复", "level": "check", "on": f"matched.{source.slug}", "title": f"{source.word}里几户打到同一个账号",
        "where": f"{ACCOUNT_HOMES} >= $households", "cells": [f"s_{ACCOUNT}", ACCOUNT_HOMES], "settle": [], "who": source.office,
        "reason": f"{source.word}里{{name}}的银行账号，一共有{{{ACCOUNT_HOMES}}}户在用。",
        "what_to_do": f"看存折或社保卡：一户一个账号，错的请{source.office}改；确实由别户代领的，申请豁免并写明原因。", "source_clause": "一卡通发放核对：一户一账号",
        "settings": [{"name": "households", "word": "几户相同才算", "value": 2, "unit": "户", "least": 2, "most": 20}],
        "hits": [{"words": "two households", "source": {ACCOUNT: "PAID-1"}, "others": [other(1, household="h-paid-1")], "lists": {source.slug: [row(1, "PAID-1")]}}],
        "misses": [
            {"words": "an account each", "source": {ACCOUNT: "PAID-2"}, "others": [other(2, household="h-paid-2")], "lists": {source.slug: [row(2, "PAID-3")]}},
            {"words": "two of one household", "source": {ACCOUNT: "PAID-4"}, "others": [other(3)], "lists": {source.slug: [row(3, "PAID-4")]}},
            {"words": "not told"},
        ],
    }
