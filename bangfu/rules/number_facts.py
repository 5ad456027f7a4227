"""证件号码与登记内容: what a number says about a person against what the record says.

A number that is wrong in itself proves nothing, so only one that is right (`ok`, `old15`) is held against the record; an empty value
contradicts nothing. No sentence repeats digits of the number.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from bangfu.rules.codes import DISABILITY_GRADE
from bangfu.rules.id_number import DISABILITY_KINDS, Number

PROVEN = frozenset({"ok", "old15"})
WORKERS = frozenset({"普通劳动力", "技能劳动力"})
LIMB, SEVERE = "4", frozenset({"1", "2"})
MULTIPLE = "多重残疾"

# 证件类型 that cannot hold the number of another paper; a 户口簿 holds the ID numbers of the house, so it is not among them
_EXACT = frozenset({"居民身份证", "残疾人证", "军官证", "护照", "港澳台居民居住证", "外国人永久居留身份证"})


@dataclass(frozen=True)
class Contradiction:
    """`slug` names the rule, `field` the column of the record that disagrees, `sentence` tells the clerk both sides."""

    slug: str
    field: str
    sentence: str


@dataclass(frozen=True)
class _Said:
    """What the record says, as `contradictions` is given it."""

    sex: str
    birth: date | None
    health: Collection[str]
    disability_kind: Collection[str]
    disability_grade: str
    labour: str
    id_kind: str


def contradictions(
    number: Number, *, sex: str = "", birth: date | None = None, health: Collection[str] = (), disability_kind: Collection[str] = (),
    disability_grade: str = "", labour: str = "", id_kind: str = "",
) -> tuple[Contradiction, ...]:
    """Everything in which the record and the number disagree. Labels are canonical (`rules.codes`); the grade may be written in any way."""
    said = _Said(sex, birth, health, disability_kind, disability_grade, labour, id_kind)
    found = [*_paper(number, said)]
    if number.status in PROVEN:
        found += [*_sex(number, said), *_birth(number, said)]
    if number.status in PROVEN and number.disability_kind:
        found += [*_disability(number, said), *_grade(number, said), *_labour(number, said)]
    return tuple(found)


def _sex(number: Number, said: _Said) -> Iterator[Contradiction]:
    """GB 11643-1999: the last digit of the sequence is odd for men and even for women."""
    if said.sex and said.sex != number.sex:
        place, kind = 15 if number.status == "old15" else 17, "奇数" if number.sex == "男" else "偶数"
        yield Contradiction("sex", "sex", f"证件号码第{place}位是{kind}，说明是{number.sex}性，登记的性别是“{said.sex}”，请对照证件原件核对。")


def _birth(number: Number, said: _Said) -> Iterator[Contradiction]:
    """GB 11643-1999: digits 7 to 14 (7 to 12 of an old number)."""
    if said.birth and said.birth != number.birth:
        last = 12 if number.status == "old15" else 14
        yield Contradiction("birth", "birth", f"登记的出生日期（{said.birth:%Y-%m-%d}）与证件号码第7至{last}位不一致，请对照证件原件核对。")


def _disability(number: Number, said: _Said) -> Iterator[Contradiction]:
    """残疾人证, the 19th character; 多重残疾 may be told by its parts, two at least."""
    shown = f"{DISABILITY_KINDS[number.disability_kind]}残疾"
    if said.health and "残疾" not in said.health:
        yield Contradiction(
            "disability_unsaid", "health", f"证件号码是残疾人证号（{shown}），健康状况却没有“残疾”，登记的是“{'、'.join(said.health)}”，请核对。",
        )
    parts = set(said.disability_kind)
    agrees = shown in parts if shown != MULTIPLE else MULTIPLE in parts or len(parts) > 1
    if parts and not agrees:
        yield Contradiction(
            "disability_kind", "disability_kind", f"残疾人证第19位是{shown}，登记的残疾类别是“{'、'.join(said.disability_kind)}”，请对照残疾人证核对。",
        )


def _grade(number: Number, said: _Said) -> Iterator[Contradiction]:
    """残疾人证, the 20th character."""
    shown = DISABILITY_GRADE.labels[int(number.disability_grade) - 1]
    if said.disability_grade and DISABILITY_GRADE.label(said.disability_grade) != shown:
        yield Contradiction(
            "disability_grade", "disability_grade", f"残疾人证第20位是{shown}，登记的残疾等级是“{said.disability_grade}”，请对照残疾人证核对。",
        )


def _labour(number: Number, said: _Said) -> Iterator[Contradiction]:
    """Rules 4_01_007 and 4_01_008: limb, grade one or two."""
    if number.disability_kind == LIMB and number.disability_grade in SEVERE and said.labour in WORKERS:
        yield Contradiction("labour", "labour", f"残疾人证是肢体一、二级残疾，劳动技能却是“{said.labour}”，请核对劳动能力。")


def _paper(number: Number, said: _Said) -> Iterator[Contradiction]:
    """证件类型 against what the digits show. A 户口簿 may hold the ID number; 无 goes with no number or a placeholder only."""
    if said.id_kind == "无" and number.digits and number.status != "placeholder":
        yield Contradiction("paper", "id_kind", "证件类型是“无”，却填了证件号码，请把证件类型改成这个号码的证件。")
    elif said.id_kind in _EXACT and number.status == "placeholder":
        yield Contradiction("paper", "id_kind", f"证件类型是“{said.id_kind}”，号码却是“999999”开头的临时编号，请填证件上的号码，没有证件的选“无”。")
    elif said.id_kind in _EXACT and number.paper and number.paper != said.id_kind:
        yield Contradiction("paper", "id_kind", f"证件类型是“{said.id_kind}”，号码却是{number.paper}的号码，请核对是类型选错还是号码填错。")
