"""Member logic: what cannot be in one household. Rule family 2 of the data-quality rules (成员逻辑), and its plausible ages of family 5.

Each fault is defined so that one SQL statement can find the same rows: relations are canonical labels of `codes.RELATION`, ages are whole
calendar years (`dates.age_on`), a missing birth, sex or relation never makes a fault, and comparisons with the head need exactly one head.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bangfu.rules.dates import age_on

HEAD, SPOUSE = "户主", "配偶"
MALE = frozenset(
    {"之子", "之女婿", "之孙子", "之外孙子", "之父", "之岳父", "之公公", "之祖父", "之外祖父", "之曾孙子", "之侄儿", "之叔伯"}
)
FEMALE = frozenset(
    {"之女", "之儿媳", "之孙女", "之外孙女", "之母", "之岳母", "之婆婆", "之祖母", "之外祖母", "之曾孙女", "之侄女", "之兄弟媳妇"}
)
CHILDREN = frozenset({"之子", "之女"})
PARENTS = frozenset({"之父", "之母"})
GRANDCHILDREN = frozenset({"之孙子", "之孙女", "之外孙子", "之外孙女"})
GRANDPARENTS = frozenset({"之祖父", "之祖母", "之外祖父", "之外祖母"})

FAULT_WORDS = {
    "no_head": "没有户主",
    "two_heads": "多个户主",
    "many_spouses": "多个配偶",
    "spouse_same_sex": "配偶与户主同性别",
    "sex_against_relation": "性别与关系不符",
    "child_too_old": "子女与户主年龄差过小",
    "parent_too_young": "父母与户主年龄差过小",
    "grandchild_too_old": "孙辈与户主年龄差过小",
    "grandparent_too_young": "祖辈与户主年龄差过小",
    "head_too_young": "户主年龄过小",
    "spouse_too_young": "配偶年龄过小",
    "too_old": "年龄过大",
    "birth_in_future": "出生日期在将来",
}


@dataclass(frozen=True)
class Member:
    """One member as registered: a key of the caller's own, canonical relation label, 男/女/'', birth if known."""

    key: str
    name: str
    relation: str
    sex: str
    birth: date | None


@dataclass(frozen=True)
class MemberLimits:
    """Thresholds in whole years; a finding begins beyond them.

    Not law but plausibility: the law marries later (民法典 第1047条: 22 and 20), but lists hold customary unions.
    """

    parent_gap: int = 12        # fewer years between parent and child
    grandparent_gap: int = 24   # fewer years between grandparent and grandchild
    head_age: int = 16          # a younger head (孤儿 may be one: exemptible)
    spouse_age: int = 16        # a younger spouse
    oldest: int = 120           # an older person


@dataclass(frozen=True)
class MemberFault:
    """`key` is the member's, or '' when the household as a whole is meant; `fault` a word of FAULT_WORDS; `sentence` for the clerk."""

    key: str
    fault: str
    sentence: str


DEFAULT_LIMITS = MemberLimits()


def member_faults(members: Sequence[Member], day: date, limits: MemberLimits = DEFAULT_LIMITS) -> list[MemberFault]:
    """Everything that cannot be in this household on `day`, household first, then members in their order. No members: no faults."""
    if not members:
        return []
    heads = [one for one in members if one.relation == HEAD]
    head = heads[0] if len(heads) == 1 else None
    faults = [] if heads else [MemberFault("", "no_head", "这一户没有户主，请核对“与户主关系”，把一人登记为户主。")]
    spouses = sum(one.relation == SPOUSE for one in members)
    for one in members:
        faults += _of_count(one, len(heads), spouses)
        faults += _of_sex(one, head)
        faults += _of_age(one, day, limits)
        faults += _of_gap(one, head, limits) if head else []
    return faults


def _of_count(one: Member, heads: int, spouses: int) -> Iterator[MemberFault]:
    """Every one of several heads or spouses is named: which of them is wrong is not for the program to say."""
    if one.relation == HEAD and heads > 1:
        yield MemberFault(one.key, "two_heads", f"这一户登记了{heads}个户主，{one.name}是其中之一；只能有一个，请更正其余人的关系。")
    if one.relation == SPOUSE and spouses > 1:
        yield MemberFault(one.key, "many_spouses", f"这一户登记了{spouses}个配偶，{one.name}是其中之一；请更正关系（如“之儿媳”）。")


def _of_sex(one: Member, head: Member | None) -> Iterator[MemberFault]:
    if head and one.relation == SPOUSE and one.sex and one.sex == head.sex:
        yield MemberFault(one.key, "spouse_same_sex", f"配偶{one.name}与户主{head.name}都登记为“{one.sex}”，请核对性别或关系。")
    expected = "男" if one.relation in MALE else "女" if one.relation in FEMALE else ""
    if expected and one.sex and one.sex != expected:
        yield MemberFault(one.key, "sex_against_relation", f"{one.name}的关系是“{one.relation}”，性别却是“{one.sex}”，请核对。")


def _of_age(one: Member, day: date, limits: MemberLimits) -> Iterator[MemberFault]:
    if one.birth is None:
        return
    if one.birth > day:
        yield MemberFault(one.key, "birth_in_future", f"{one.name}的出生日期{one.birth}还没有到，请核对。")
        return
    age = age_on(one.birth, day)
    if age > limits.oldest:
        yield MemberFault(one.key, "too_old", f"{one.name}的年龄是{age}岁，超过{limits.oldest}岁，请核对出生日期，或是否已去世。")
    if one.relation == HEAD and age < limits.head_age:
        yield MemberFault(one.key, "head_too_young", f"户主{one.name}只有{age}岁，不满{limits.head_age}岁，请核对。")
    if one.relation == SPOUSE and age < limits.spouse_age:
        yield MemberFault(one.key, "spouse_too_young", f"配偶{one.name}只有{age}岁，不满{limits.spouse_age}岁，请核对关系。")


def _of_gap(one: Member, head: Member, limits: MemberLimits) -> Iterator[MemberFault]:
    """The younger must be born when the elder was at least so many years old."""
    if one.birth is None or head.birth is None:
        return
    for relations, fault, elder, younger, gap in (
        (CHILDREN, "child_too_old", head.birth, one.birth, limits.parent_gap),
        (PARENTS, "parent_too_young", one.birth, head.birth, limits.parent_gap),
        (GRANDCHILDREN, "grandchild_too_old", head.birth, one.birth, limits.grandparent_gap),
        (GRANDPARENTS, "grandparent_too_young", one.birth, head.birth, limits.grandparent_gap),
    ):
        years = age_on(elder, younger)
        if one.relation in relations and years < gap:
            yield MemberFault(one.key, fault, _gap_sentence(one, head, years, gap))


def _gap_sentence(one: Member, head: Member, years: int, gap: int) -> str:
    apart = f"只差{years}岁" if years >= 0 else "长幼颠倒"
    return f"{one.name}（{one.relation}）与户主{head.name}的年龄{apart}，至少应差{gap}岁；请核对出生日期或关系，继养关系可申请豁免。"
