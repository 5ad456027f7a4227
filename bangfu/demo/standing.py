"""What a household is to the policy: 脱贫户 or not, monitored or not, why, on what relief, and since when."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from bangfu.demo.chance import Weighted
from bangfu.demo.days import AS_OF, START, between, month
from bangfu.demo.register import Dwelling, Member, Risk, Standing

_ABLE = ("普通劳动力", "技能劳动力")
_LIFTED = Weighted({2015: 8, 2016: 12, 2017: 17, 2018: 24, 2019: 27, 2020: 12})
_OTHER_CAUSES = Weighted({
    "缺技术": 26, "缺资金": 24, "因学": 8, "因灾": 4, "缺土地": 4, "缺水": 2, "交通条件落后": 8, "自身发展动力不足": 9, "因婚": 2, "因丧": 1,
})
_OTHER_RISKS = Weighted({"因务工就业不稳": 45, "因产业项目失败": 14, "因自然灾害": 14, "因意外事故": 14, "其他": 6})
_SUDDEN = Weighted({"因病": 60, "因意外事故": 25, "因自然灾害": 15})
_DISASTERS = Weighted({"洪涝": 40, "地质": 20, "旱灾": 14, "气象": 20, "生物": 6})
_LASTING = ("因安全住房", "因安全饮水")   # risks that can be seen: they are over when the house or the water is mended
_REMARKS = ("家中老人去世，安葬和还债支出大", "离异后独自抚养子女，收入减少", "投靠亲友期间支出增加")
_FIRST_MONITORED = date(2021, 6, 1)   # from when all three kinds exist


def standing(rng: Random, members: Sequence[Member], home: Dwelling, assisted: bool, since: date, until: date | None) -> Standing:
    """As of the last day it was there. Who came into being `since` then, after the history began, is not monitored yet."""
    last = (until or AS_OF) - timedelta(days=31)
    needs = _needs(members, home)
    monitored = _monitored(rng, members, assisted, any(need in needs for need in _LASTING)) if since <= START else ""
    begun = _begun(rng, last) if monitored else None
    relief = _relief(rng, members, assisted)
    lifted = _LIFTED.draw(rng) if assisted else None
    return Standing(
        assisted="脱贫户" if assisted else "一般农户", identified=_identified(rng, lifted), lifted_year=lifted,
        causes=_causes(rng, needs) if assisted else (), monitored=monitored, monitored_since=begun,
        risks=_risks(rng, monitored, begun, last, needs, members) if begun else (), relief=relief,
        relief_since=_relieved(rng, since, last) if relief else None, sureties=bool(monitored or assisted) and not _hands(members),
    )


def able(members: Sequence[Member]) -> float:
    """The share of those who can work fully."""
    return sum(one.labour in _ABLE for one in members) / len(members)


def _hands(members: Sequence[Member]) -> bool:
    """Whether anybody can work at all."""
    return any(one.labour in (*_ABLE, "弱劳动力或半劳动力") for one in members)


def _lasts(members: Sequence[Member]) -> bool:
    """Whether a household stays monitored whatever is done for it: nobody can work (中农发〔2021〕7号), a child is out of school, or somebody uninsured."""
    uninsured = any("是" not in (one.medical_residents, one.medical_employees) for one in members)
    return not _hands(members) or uninsured or any(one.dropout_reason for one in members)


def _needs(members: Sequence[Member], home: Dwelling) -> list[str]:
    """Reasons that can be seen, the heaviest first; words of the risks."""
    found = {
        "因安全饮水": not home.safe_water,
        "因安全住房": home.grade == "C级",
        "因病": any("患有大病" in one.health for one in members) or sum("长期慢性病" in one.health for one in members) > 1,
        "因残": any("残疾" in one.health for one in members),
        "缺劳动力": able(members) <= 0.25,
        "因学": any(one.student.startswith(("普通高中", "中职", "高职", "本科")) for one in members),
    }
    return [label for label, so in found.items() if so]


def _monitored(rng: Random, members: Sequence[Member], assisted: bool, unsafe: bool) -> str:
    """中农发〔2021〕7号: a 脱贫户 is 脱贫不稳定户, another 边缘易致贫户, and either one 突发严重困难户. Who has no safe house or water is monitored."""
    if rng.random() < 0.003:
        return "突发严重困难户"
    if unsafe:
        return "脱贫不稳定户" if assisted else "边缘易致贫户"
    dependent = able(members) <= 0.34
    if assisted:
        return "脱贫不稳定户" if rng.random() < (0.16 if dependent else 0.015) else ""
    return "边缘易致贫户" if rng.random() < (0.02 if dependent else 0.0015) else ""


def _begun(rng: Random, last: date) -> date:
    """The month of identification; three in five within the history."""
    return month(between(rng, START, last) if rng.random() < 0.6 and last > START else between(rng, _FIRST_MONITORED, START))


def _identified(rng: Random, lifted: int | None) -> date | None:
    """首次识别时间: mostly the winter of 2013/14 in which the files were opened, later for some."""
    if lifted is None:
        return None
    return date(2013, 12, 1) if rng.random() < 0.72 else date(rng.randint(2014, lifted - 1), rng.randint(1, 12), 1)


def _causes(rng: Random, needs: Sequence[str]) -> tuple[str, ...]:
    """One main cause and at most two others, in the words of 致贫原因."""
    words = ["缺劳力" if one == "缺劳动力" else one for one in needs if one not in _LASTING]
    words += [_OTHER_CAUSES.draw(rng) for _ in range(int(rng.random() * 2) + (not words))]
    return tuple(dict.fromkeys(words))[:3]


def _risks(rng: Random, monitored: str, since: date, last: date, needs: Sequence[str], members: Sequence[Member]) -> tuple[Risk, ...]:
    """One to three; half of those of more than six months ago are over. Each shows in the household: nobody ill is no risk of illness, nobody at work none of work."""
    labels = [_sudden(rng, members), *(one for one in needs if one in _LASTING)] if monitored == "突发严重困难户" else list(needs[:2])
    if not labels or rng.random() < 0.25:
        labels.append(_other(rng, members))
    lasts = _lasts(members)
    return tuple(_risk(rng, label, since, last, lasts) for label in dict.fromkeys(labels))


def _sudden(rng: Random, members: Sequence[Member]) -> str:
    label = _SUDDEN.draw(rng)
    return label if label != "因病" or any("病" in one.health for one in members) else "因意外事故"


def _other(rng: Random, members: Sequence[Member]) -> str:
    label = _OTHER_RISKS.draw(rng)
    return label if label != "因务工就业不稳" or any(one.work_months for one in members) else "因意外事故"


def _risk(rng: Random, label: str, since: date, last: date, lasts: bool) -> Risk:
    disaster = _DISASTERS.draw(rng) if label == "因自然灾害" else ""
    remark = rng.choice(_REMARKS) if label == "其他" else ""
    first = _months_on(since, 7)
    if first > last or lasts or label in _LASTING or rng.random() < 0.45:
        return Risk(label, since, disaster, remark)
    return Risk(label, since, disaster, remark, month(between(rng, first, last)), "帮扶消除")


def _months_on(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _relief(rng: Random, members: Sequence[Member], assisted: bool) -> str:
    if any(one.destitute_kind for one in members):
        return "农村特困"
    if any(one.minimum_living_kind for one in members):
        return "农村低保"
    chance = rng.random()
    return "低保边缘" if chance < (0.02 if assisted else 0.004) else "刚性支出困难" if chance > 0.998 else ""


def _relieved(rng: Random, since: date, last: date) -> date:
    """The month from which relief is paid; that of a household that came into being later, not before it did."""
    if since <= START:
        return month(between(rng, date(2016, 1, 1), last))
    return max(since, month(between(rng, since, max(since, last))))
