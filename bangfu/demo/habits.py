"""How each office writes its list: what it calls the columns and in which order, how it writes days, numbers and names, and what stands around the rows.

Drawn from the seed for each list apart, but for what makes an office an office: its program, its title, whether it keeps a sheet for each township.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from bangfu.demo.days import AS_OF
from bangfu.demo.formats import Cell, Group
from bangfu.demo.sources.line import Cells
from bangfu.workbooks.layout import LAYOUTS, Field

Show = Callable[[Random, str], Cell]


class Office(NamedTuple):
    """`file` is its name with an ending that says the kind, `title` stands above, `sheets` whether each township has one, `lines` of its heading.

    `odd` are headings of its own that no layout knows, by key: a clerk is asked what they mean.
    """

    file: str
    title: str
    sheets: bool = False
    lines: int = 1
    odd: Mapping[str, str] = {}   # noqa: RUF012 - read only


OFFICES: Mapping[str, Office] = {
    "household_basic": Office("基础信息户信息导出.xlsx", "（基础信息）户信息"),
    "household_building": Office("乡村建设户信息导出.xlsx", "（乡村建设）户信息"),
    "monitored_households": Office("监测对象信息自定义导出.xlsx", "（自定义）监测对象信息"),
    "working_away": Office("务工月监测_已外出务工.xlsx", "（务工月监测）已外出务工信息"),
    "city_persons": Office("澄州市防返贫平台人员导出.xls", "澄州市防返贫大数据平台人员信息导出"),
    "phone_push": Office("手机端走访推送记录.csv", "手机端走访登记推送记录"),
    "household_registration": Office("公安户籍增减.xlsx", "岚禾县公安局户籍变动人员名单", True, 2),
    "police_deaths": Office("公安死亡注销人员.xml.xls", "岚禾县公安局死亡注销户口人员名单"),
    "health_deaths": Office("卫健死亡登记.xlsx", "岚禾县卫生健康局死亡医学证明登记名单"),
    "minimum_living": Office("民政低保对象名册9月.xlsx", "岚禾县民政局农村低保对象名册", True, 2),
    "destitute": Office("民政特困供养名册9月.xml.xls", "岚禾县民政局特困供养人员名册"),
    "disability_cards": Office("残联持证残疾人.xls", "岚禾县残疾人联合会持证残疾人名单"),
    "medical_insured": Office("医保参保明细2026.csv", "基本医疗保险参保人员明细"),
    "pension_insured": Office("养老保险参保及待遇领取.csv", "养老保险参保及待遇领取人员"),
    "pupils": Office("2026秋季学籍在校生.xlsx", "岚禾县教育局在籍在校学生名单", False, 2),
    "school_aid": Office("2026春季学生资助发放.xlsx", "岚禾县教育局学生资助发放名单"),
    "employment": Office("人社就业登记.xml.xls", "岚禾县就业服务中心就业登记人员名单"),
    "dangerous_houses": Office("住建农村房屋鉴定.xlsx", "岚禾县住建局农村危房鉴定和改造名单", True, 1, {"house_grade": "房子是几级"}),
    "businesses": Office("市场监管登记主体.xls", "岚禾县市场监督管理局企业和个体工商户登记名单"),
    "vehicles": Office("车管所机动车登记.csv", "机动车登记信息", False, 1, {"plate": "挂什么牌"}),
    "commercial_houses": Office("不动产商品房登记.xlsx", "岚禾县不动产登记中心商品房登记名单", False, 2),
    "public_payroll": Office("财政供养人员.xlsx", "岚禾县财政局财政供养人员名单", False, 1, {"employer": "在哪里上班"}),
}
_DAYS: Sequence[Callable[[date], Cell]] = (
    lambda day: f"{day}", lambda day: f"{day.year}.{day.month}.{day.day}", lambda day: f"{day:%Y%m%d}", lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}/{day.month}/{day.day}", lambda day: day,
)
_MONTHS: Sequence[Callable[[str], str]] = (
    lambda text: text, lambda text: f"{text[:4]}-{text[4:]}", lambda text: f"{text[:4]}年{int(text[4:])}月", lambda text: f"{text[:4]}/{text[4:]}",
)
_SIGNED = ("制表人：龙小云    审核人：    负责人（签字）：", "填报单位（盖章）：        填报日期：{:%Y年%m月%d日}")
_VILLAGES: Sequence[Callable[[str], str]] = (lambda name: name, lambda name: name.removesuffix("村"), lambda name: f"{name}民委员会")


@dataclass(frozen=True, slots=True)
class Habit:
    """An office at work on one list. `headings` are those of its columns, with a running number before them where it keeps one."""

    office: Office
    keys: tuple[str, ...]
    headings: tuple[str, ...]
    groups: tuple[Group, ...]
    banners: tuple[str, ...]
    footers: tuple[str, ...]
    numbered: bool
    shows: tuple[Show, ...]

    def cells(self, rng: Random, nth: int, cells: Cells) -> list[Cell]:
        """A row as the office writes it."""
        shown = [show(rng, cells.get(key, "")) for key, show in zip(self.keys, self.shows, strict=True)]
        return [nth, *shown] if self.numbered else shown


def habit(slug: str, keys: Sequence[str], seed: int) -> Habit:
    """How the office of a list writes columns of its layout. Exports of the national system shuffle their columns; others keep the person in front."""
    rng, office = Random(f"{seed}|{slug}|habit"), OFFICES[slug]
    exported = LAYOUTS[slug].receiver == "register"
    fields = {one.key: one for one in LAYOUTS[slug].fields}
    ordered, groups = _ordered(rng, [key for key in keys if key in fields], exported, office.lines)
    numbered = not exported and office.lines < 2 and rng.random() < 0.6
    names = tuple(office.odd.get(key) or (fields[key].label if exported else rng.choice((fields[key].label, *fields[key].synonyms))) for key in ordered)
    plain = office.file.endswith(".csv")
    return Habit(
        office, tuple(ordered), ("序号", *names) if numbered else names, groups, () if plain else _banners(office, exported),
        () if plain or exported else tuple(one.format(AS_OF) for one in _SIGNED), numbered, tuple(_show(rng, fields[key], office, exported) for key in ordered),
    )


def _ordered(rng: Random, keys: list[str], exported: bool, lines: int) -> tuple[list[str], tuple[Group, ...]]:
    """The columns in the office's order; with a heading of two lines, first who it is and where, then what the list is about."""
    if exported or lines < 2:
        first = [] if exported else [key for key in keys if key in ("name", "id_number")]
        rest = [key for key in keys if key not in first]
        rng.shuffle(rest)
        return first + rest, ()
    place, person = ("county", "township", "village", "group"), ("name", "id_number", "sex", "birth_date", "nation", "relation", "head_name", "head_id_number")
    parts = [[key for key in keys if key in some] for some in (place, person)]
    parts.append([key for key in keys if key not in (*place, *person)])
    rng.shuffle(parts[2])
    groups, column = [], 0
    for title, part in zip(("所在地", "基本信息", "业务信息"), parts, strict=True):
        groups.append((title, column, column + len(part) - 1))
        column += len(part)
    return [key for part in parts for key in part], tuple(groups)


def _banners(office: Office, exported: bool) -> tuple[str, ...]:
    second = f"导出时间：{AS_OF} 10:12:31    导出单位：岚禾县" if exported else f"填报单位：{office.title[:6]}    数据截止：{AS_OF.year}年{AS_OF.month}月"
    return office.title, second


def _show(rng: Random, one: Field, office: Office, exported: bool) -> Show:
    """How cells of a column are written: the office's own way, now and then forgotten."""
    if exported:
        return lambda cells, text: text
    if one.kind == "day":
        days = _DAYS if office.file.endswith((".xlsx", ".xml.xls")) else _DAYS[:-1]
        return _day(rng.choice(days), rng.choice(days))
    if one.kind == "month":
        return _month(rng.choice(_MONTHS))
    if one.key == "village":
        return _village(rng.choice(_VILLAGES))
    return {"id_number": _number(rng, office), "name": _name(rng.random() < 0.4), "money": _amount(office), "whole": _amount(office)}.get(one.kind, _as_it_is)


def _as_it_is(cells: Random, text: str) -> Cell:
    return text


def _day(usual: Callable[[date], Cell], other: Callable[[date], Cell]) -> Show:
    def show(cells: Random, text: str) -> Cell:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return (usual if cells.random() < 0.9 else other)(day)
    return show


def _month(usual: Callable[[str], str]) -> Show:
    return lambda cells, text: usual(text) if len(text) == 6 and text.isdigit() else text


def _village(usual: Callable[[str], str]) -> Show:
    return lambda cells, text: usual(text) if text.endswith("村") else text


def _number(rng: Random, office: Office) -> Show:
    """The number as it is; of some a blank in it, a small x, a quote in front, and ="…" around it in a text out of a database."""
    small, grouped = rng.random() < 0.5, 0.06 * rng.random()
    guarded = office.file.endswith(".csv")

    def show(cells: Random, text: str) -> Cell:
        if not (len(text) in (18, 20, 22) and text[:17].isdigit()):
            return text
        written = text.lower() if small and len(text) == 18 else text
        chance = cells.random()
        if chance < grouped:
            written = f"{written[:6]} {written[6:14]} {written[14:]}"
        elif chance < grouped + 0.02:
            written = f"'{written}"
        elif guarded and chance < 0.5:
            written = f'="{written}"'
        return written
    return show


def _name(wide: bool) -> Show:
    """Names of two characters drawn apart, so that they are as wide as those of three."""
    return lambda cells, text: "　".join(text) if wide and len(text) == 2 and cells.random() < 0.5 else text


def _amount(office: Office) -> Show:
    """Amounts as numbers where the file knows numbers."""
    numbers = office.file.endswith((".xlsx", ".xml.xls"))
    return lambda cells, text: int(text) if numbers and text.isdigit() and len(text) < 9 else text
