"""The book for readers who do not program: docs/checks.md. A table a family, in the order of `FAMILIES`."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from string import Formatter

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.check import FAMILIES, LEVELS, Check, Setting
from bangfu.crosscheck.checks.declared import FIGURE
from bangfu.crosscheck.checks.rows import REGISTER
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.checks.words import cell_word
from bangfu.rules.policy_figure import KINDS

_HEAD = """# 检查一览

名册和各方名单里，什么样的情况会被当作疑点列出来。这一页由检查本身（`bangfu/crosscheck/checks`）写成，和程序所做的一致。

“必须改”是在生活里不可能如此的；“要核实”是少见但可能的，核实无误可以申请豁免。尖括号里是名册中的值，括号里的数县里可以改。
没有登记的不算矛盾；该登记没有登记的，由“完整性”一类提醒。
"""
_SAID = {   # what the checks with a SELECT of their own call the values in their sentences
    "name": "姓名", "source": "来源", "other_name": "另一个姓名", "other_place": "另一个村", "other_household": "另一户", "alike": "怎么对上的", "count": "几个",
    "household": "户编号", "event": "去世的日期", "data_day": "名单的日期", "heads": "人数", "spouses": "人数", "head_name": "户主", "limit": "岁数", "apart": "差多少",
    "heard": "以哪一边为准",
}


def page(checks: Collection[Check] = tuple(CHECKS.values())) -> str:
    """The whole page, in Markdown."""
    families = [(family, [one for one in checks if one.family == family]) for family in FAMILIES]
    return "\n".join([_HEAD, *(_family(family, those) for family, those in families if those)])


def _family(family: str, checks: Collection[Check]) -> str:
    must = sum(one.level == "must" for one in checks)
    rows = [f"| {' | '.join(_row(one))} |" for one in checks]
    columns = ("检查", "程度", "什么时候", "怎么办", "谁来办", "依据")
    head = [f"## {family}（{len(checks)}条，其中必须改{must}条）", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    return "\n".join([*head, *rows, ""])


def _row(check: Check) -> list[str]:
    settings = "".join(f"；可设：{_setting(one)}" for one in check.settings)
    told = [
        f"{check.title}<br>`{check.slug}`", LEVELS[check.level], "<br>".join(in_words(check, reason) for reason in check.reason.values()) + settings,
        check.what_to_do, check.who, check.source_clause,
    ]
    return [one.replace("|", "／").replace("\n", " ") for one in told]


def _setting(one: Setting) -> str:
    return f"{one.word} {one.value}{one.unit}（{one.least}至{one.most}）"


def in_words(check: Check, reason: str, values: Mapping[str, Decimal] | None = None) -> str:
    """A reason with the words of the columns in place of their values; its numbers as they are set (`values`), else as the check comes."""
    return "".join(f"{text}{f'〈{_word(check, name, values or {})}〉' if name else ''}" for text, name, _, _ in Formatter().parse(reason))


def _word(check: Check, name: str, values: Mapping[str, Decimal]) -> str:
    setting = next((one for one in check.settings if one.name == name), None)
    if setting is not None:
        return f"{values.get(name, setting.value).normalize():f}"
    if name.startswith(FIGURE):
        return KINDS[name.removeprefix(FIGURE)].word
    source = split(check.on)[1]
    if source and name.startswith("s_"):
        return cell_word(source, name.removeprefix("s_"))
    word = cell_word("monitored_households" if name.startswith("measure_") else REGISTER, name)
    return _SAID.get(name, word) if word == name or check.sql else word
