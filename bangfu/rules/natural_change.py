"""自然增减: why a person comes into a household or leaves it, and what each reason asks for.

The reasons are those of the national system (自然增加, 自然减少), and four that a deed upon a whole household brings with it (分户, 并户).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from bangfu.rules.codes import fold_word
from bangfu.rules.dates import age_on
from bangfu.rules.refusal import Refused

MARRIED_SINCE = 14    # years; a bound against slips, far below the law's own (民法典 第1047条: 22 and 20), as customary unions are in the lists
ENLISTED_SINCE = 17   # 兵役法 (2021) 第二十条: from 17 of their own will
PUNISHED_SINCE = 12   # 刑法 第十七条: nobody answers for a crime before 12
ADOPTED_BEFORE = 18   # 民法典 第1093条: minors are adopted


@dataclass(frozen=True)
class ChangeKind:
    """One reason. `household_moves`: it is never chosen for one person, a deed upon the household (分户, 并户) writes it for each."""

    slug: str
    word: str
    direction: Literal["in", "out"]
    household_moves: bool = False
    synonyms: tuple[str, ...] = ()


def _kinds(*kinds: ChangeKind) -> Mapping[str, ChangeKind]:
    return MappingProxyType({one.slug: one for one in kinds})


KINDS: Mapping[str, ChangeKind] = _kinds(
    ChangeKind("born", "出生", "in", synonyms=("新生", "新生儿", "出生增加", "新出生")),
    ChangeKind("married_in", "嫁入", "in", synonyms=("婚入", "娶入", "入赘", "结婚迁入", "婚嫁迁入", "婚嫁增加", "嫁入（入赘）")),
    ChangeKind("moved_in", "迁入", "in", synonyms=("户籍迁入", "户口迁入", "迁入增加")),
    ChangeKind("adopted", "收养", "in", synonyms=("领养", "抱养", "依法收养")),
    ChangeKind("returned", "回归", "in", synonyms=("刑满释放", "刑满释放回归", "退伍", "退役", "复员", "失联找回", "返回", "退役返回")),
    ChangeKind("added_late", "补录", "in", synonyms=("漏登补录", "补登", "本应在册", "本早应在册", "漏录")),
    ChangeKind("split_in", "分户转入", "in", household_moves=True, synonyms=("分户增加", "分户迁入", "分户")),
    ChangeKind("merged_in", "并户转入", "in", household_moves=True, synonyms=("并户增加", "并户迁入", "合户", "并户")),
    ChangeKind("died", "死亡", "out", synonyms=("去世", "病故", "身故", "死亡减少", "亡故")),
    ChangeKind("married_out", "嫁出", "out", synonyms=("婚出", "出嫁", "婚嫁迁出", "结婚迁出", "婚嫁减少", "嫁出（入赘）")),
    ChangeKind("moved_out", "迁出", "out", synonyms=("户籍迁出", "户口迁出", "农转非", "迁出减少")),
    ChangeKind("lost", "失联", "out", synonyms=("失踪", "走失", "长期失联", "下落不明")),
    ChangeKind("imprisoned", "服刑", "out", synonyms=("判刑", "判刑收监", "收监", "服刑人员", "在押")),
    ChangeKind("enlisted", "参军", "out", synonyms=("入伍", "服兵役", "当兵", "应征入伍")),
    ChangeKind("never_in", "本不应在册", "out", synonyms=("错登", "错录", "误录", "不应在册", "重复录入", "错误录入")),
    ChangeKind("split_out", "分户转出", "out", household_moves=True, synonyms=("分户减少", "分户迁出")),
    ChangeKind("merged_out", "并户转出", "out", household_moves=True, synonyms=("并户减少", "并户迁出")),
)

_BY_WORD = {fold_word(word): one.slug for one in KINDS.values() for word in (one.word, *one.synonyms)}


def change_kind(slug: str) -> ChangeKind:
    """The kind of a stored word. Refused when there is none."""
    if slug not in KINDS:
        raise Refused("请选择增减原因。", field="kind")
    return KINDS[slug]


def read_change(word: str) -> str | None:
    """The slug of a reason as a list writes it, None for a blank or unknown one."""
    return _BY_WORD.get(fold_word(word))


def arriving_kinds() -> list[tuple[str, str]]:
    """(slug, word) of the reasons for which one person comes in."""
    return _choices("in")


def leaving_kinds() -> list[tuple[str, str]]:
    """(slug, word) of the reasons for which one person leaves."""
    return _choices("out")


def judge(kind: str, on: date, birth: date | None, today: date) -> None:
    """Refused, with the sentence why, when somebody born on `birth` (None: unknown) cannot have come or gone for this reason `on` that day."""
    word = change_kind(kind).word
    if on > today:
        raise Refused(f"{word}的日期（{on:%Y-%m-%d}）还没有到，请核对；已经发生的才登记。", field="on")
    if birth is None:
        return
    if on < birth:
        raise Refused(f"{word}的日期（{on:%Y-%m-%d}）早于出生日期（{birth:%Y-%m-%d}），请核对。", field="on")
    sentence = _against(kind, on, birth)
    if sentence:
        raise Refused(sentence, field="on")


def _choices(direction: str) -> list[tuple[str, str]]:
    return [(one.slug, one.word) for one in KINDS.values() if one.direction == direction and not one.household_moves]


def _against(kind: str, on: date, birth: date) -> str:
    """What speaks against a reason at that age; '' when nothing does."""
    age = age_on(birth, on)
    match kind:
        case "born" if on != birth:
            return f"因出生增加的，从出生那天（{birth:%Y-%m-%d}）起算，晚报的也填那一天；不是新出生的请选“迁入”或“补录”。"
        case "married_in" | "married_out" if age < MARRIED_SINCE:
            return f"当时只有{age}岁，不会是婚嫁；随父母一起走或来的孩子，请选“迁出”或“迁入”。"
        case "enlisted" if age < ENLISTED_SINCE:
            return f"当时只有{age}岁，不满{ENLISTED_SINCE}周岁不能参军（兵役法第二十条），请核对日期和原因。"
        case "imprisoned" if age < PUNISHED_SINCE:
            return f"当时只有{age}岁，不满{PUNISHED_SINCE}周岁不负刑事责任（刑法第十七条），请核对日期和原因。"
        case "adopted" if age >= ADOPTED_BEFORE:
            return f"当时已{age}岁，被收养的应是未成年人（民法典第1093条），请核对；成年人请选“迁入”。"
    return ""
