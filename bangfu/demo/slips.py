"""Slips: the mistakes put into the demo's lists, each with the check that has to find it. The truth against which checks are tested."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bangfu.demo import mistakes
from bangfu.demo.errors.kind import Injected, Outcome
from bangfu.demo.mistakes import At, Made
from bangfu.demo.offices import Township
from bangfu.demo.register import Household, Member

RATE = 0.025   # slips to a person
CHECKS = ("id_number", "id_name", "same_id", "missing", "surplus", "member_logic", "refused", "none")


@dataclass(frozen=True, slots=True)
class Kind:
    """`check` has to speak (none: nothing may; refused: the row is not taken in); `also` are checks that may speak as a consequence."""

    word: str
    check: str
    make: Callable[[At], Made | None]
    also: tuple[str, ...] = ()
    weight: int = 3


_NOT_JOINED = ("missing", "surplus")   # a number that differs between two lists may join nothing

# Those that few households allow come first, so that a small county has them too.
KINDS: dict[str, Kind] = {
    "spouse_of_14": Kind("14岁以下登记为配偶", "member_logic", mistakes.spouse_of_14, weight=1),
    "spouse_of_same_sex": Kind("配偶与户主同性别", "member_logic", mistakes.spouse_of_same_sex, weight=2),
    "other_dot": Kind("姓名间隔号写法不同（是同一人）", "none", mistakes.other_dot, weight=1),
    "birth_in_1896": Kind("出生于1896年（130岁）", "id_number", mistakes.birth_in_1896, weight=1),
    "older_than_120": Kind("年龄超过120岁", "member_logic", mistakes.older_than_120, weight=1),
    "parent_as_child": Kind("子女年龄大于父母", "member_logic", mistakes.parent_as_child, weight=2),
    "registered_twice": Kind("出嫁女在两个村重复登记", "same_id", mistakes.registered_twice),
    "number_of_sibling": Kind("同户两人证件号码相同", "same_id", mistakes.number_of_sibling, ("id_name",), weight=2),
    "number_of_stranger": Kind("两村两人证件号码相同", "same_id", mistakes.number_of_stranger, ("id_name",)),
    "dead_still_listed": Kind("已死亡仍在册", "surplus", mistakes.dead_still_listed, weight=6),
    "spaced_name": Kind("姓名中有空格（是同一人）", "none", mistakes.spaced_name),
    "no_head": Kind("没有户主", "member_logic", mistakes.no_head),
    "two_heads": Kind("两个户主", "member_logic", mistakes.two_heads),
    "lost_character": Kind("姓名少一个字", "id_name", mistakes.lost_character),
    "sounds_alike": Kind("姓名同音不同字", "id_name", mistakes.sounds_alike, weight=6),
    "looks_alike": Kind("姓名形近不同字", "id_name", mistakes.looks_alike, weight=5),
    "wrong_check_digit": Kind("校验码不对", "id_number", mistakes.wrong_check_digit, weight=5),
    "impossible_birth": Kind("证件号码中的出生日期不存在", "id_number", mistakes.impossible_birth, weight=2),
    "transposed_digits": Kind("国家平台证件号码两位颠倒", "id_number", mistakes.transposed_digits, ("id_name", "member_logic", *_NOT_JOINED), weight=4),
    "changed_digit": Kind("台账证件号码错一位", "id_name", mistakes.changed_digit, ("id_number", *_NOT_JOINED), weight=4),
    "dressed_number": Kind("证件号码带空格或小写x（是同一人）", "none", mistakes.dressed_number),
    "not_in_export": Kind("漏报：台账有、国家平台没有", "missing", mistakes.not_in_export, weight=6),
    "not_in_ledger": Kind("虚报：国家平台有、台账没有", "surplus", mistakes.not_in_ledger, weight=6),
    "number_eaten_by_excel": Kind("证件号码变成科学计数", "refused", mistakes.number_eaten_by_excel, _NOT_JOINED, weight=2),
    "blank_name": Kind("姓名空白", "refused", mistakes.blank_name, _NOT_JOINED, weight=1),
    "unknown_village": Kind("村名不存在", "refused", mistakes.unknown_village, _NOT_JOINED, weight=1),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake. `file` is national, ledger, both or deceased; `person` and `other` are 人口编号; name and number are the true ones."""

    kind: str
    file: str
    person: str
    village: str
    expected_check: str
    also: tuple[str, ...]
    household: str
    name: str
    id_number: str
    other: str = ""


# check → the family of checks it belongs to
FAMILY = {
    "id_number": "身份", "id_name": "人证相符", "same_id": "重复", "missing": "漏报虚报", "surplus": "漏报虚报", "member_logic": "成员逻辑", "refused": "身份",
}
# What other lists may say of the same person then; and of a household in which one is told too many or too few, what its members come to.
_BESIDE = {"漏报虚报", "字段矛盾", "人证相符", "重复", "完整性", "身份", "部门比对", "合理性", "帮扶义务", "表间矛盾"}
_QUIET = ("身份", "人证相符", "漏报虚报")   # nothing of these may be said where nothing is wrong
_FILES = {"national": "national_persons", "both": "national_persons", "ledger": "village_ledger", "deceased": "deceased_list"}


def in_families(slip: Slip) -> Injected:
    """A slip as one of the contradictions: by the family of the check that has to find it. What the national list has wrong, other lists contradict too."""
    check = slip.expected_check
    families = _QUIET if check == "none" else (FAMILY[check],)
    beside = {FAMILY[one] for one in slip.also} | (_BESIDE if check != "none" else {"字段矛盾"})
    outcome: Outcome = "quiet" if check == "none" else "refused" if check == "refused" else "found"
    subject = "household" if slip.kind in ("no_head", "two_heads") else "person"
    return Injected(
        slip.kind, families, tuple(sorted(beside - set(families))), outcome, True, _FILES[slip.file], "", subject, slip.person, slip.household, slip.village,
        slip.name, slip.id_number, slip.other,
    )


def inject(township: Township, rng: Random, owed: list[str], rate: float = RATE) -> list[Slip]:
    """Make about `rate` slips in the township's lists to a person the national system lists, one to a household.

    The kinds still `owed` come first and are struck off that list when made; what is left of the number is drawn by weight.
    """
    people = [(house, one) for house in township.followed for one in house.members]
    rng.shuffle(people)
    queues = {kind: iter(people) for kind in KINDS}
    slips: list[Slip] = []
    for kind in _plan(rng, round(rate * len(people)), owed):
        slip = _make(township, rng, kind, queues[kind])
        if slip is not None:
            slips.append(slip)
    owed[:] = [kind for kind in owed if kind not in {slip.kind for slip in slips}]
    return slips


def _plan(rng: Random, number: int, owed: list[str]) -> list[str]:
    first = rng.sample(owed, min(number, len(owed)))
    weights = [kind.weight for kind in KINDS.values()]
    rest = rng.choices(list(KINDS), weights, k=number - len(first))
    return sorted(first, key=list(KINDS).index) + rest


def _make(township: Township, rng: Random, kind: str, people: Iterator[tuple[Household, Member]]) -> Slip | None:
    for house, member in people:
        if house.number in township.touched:
            continue
        made = KINDS[kind].make(At(rng, township, house, member))
        if made is not None:
            township.touched.add(house.number)
            return _slip(kind, house, member, made)
    return None


def _slip(kind: str, house: Household, member: Member, made: Made) -> Slip:
    facts = KINDS[kind]
    return Slip(
        kind, made.file, member.number, house.village, facts.check, facts.also, house.number, member.name, member.id_number, made.other,
    )
