"""The file of a village on paper: what it reports beside what is counted, section by section as on its page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bangfu.documents import pdf
from bangfu.documents.source import source_line
from bangfu.evidence.filing import Shelf
from bangfu.organization.queries import Answering, GroupRow, TagRow
from bangfu.registry.prints import VILLAGE_TITLE, Foot, facts, section, table
from bangfu.registry.queries.villages import VillageFile
from bangfu.registry.village_cuts import HOUSES

KINDS = {"assisted": "户类型", "monitored": "监测对象类别", "relief": "民政救助身份", "risk": "返贫致贫风险", "cause": "致贫原因", "guarantee": "没有保障的"}
SIGNED = ("村负责人：", "驻村工作队：", "乡镇审核：", "日期：　　年　月　日")


def village_pdf(
    below: Foot, file: VillageFile, *, above: tuple[str, str], name: str, tags: Sequence[TagRow], groups: Sequence[GroupRow], posts: Sequence[Answering],
    shelves: Sequence[Shelf],
) -> bytes:
    """The PDF. `above`: the names of county and township; the rest as the page shows it."""
    county, township = above
    cover = [
        ("县（市、区）", county), ("乡镇", township), ("村", name), ("代码", file.place), ("在册", f"{file.households} 户 {file.persons} 人"),
        ("情况截至", file.day.isoformat()), ("标签", "、".join(_tag(one) for one in tags) or "没有"),
    ]
    return pdf.render("village_file", {
        "title": VILLAGE_TITLE, "name": name, "place": f"{county} {township}", "cover": cover, "signatures": SIGNED, **vars(below),
        "source": source_line(file.day.isoformat(), below.printed_on, "本县名册；村里填报的数另标“填报”"),
        "sections": list(_sections(file, groups, posts, shelves)),
    })


def _tag(one: TagRow) -> str:
    until = f"至 {one.valid_to}" if one.valid_to else "起"
    return f"{one.tag}（{one.valid_from} {until}，{one.document}）"


def _sections(file: VillageFile, groups: Sequence[GroupRow], posts: Sequence[Answering], shelves: Sequence[Shelf]) -> Iterable[dict[str, Any]]:
    yield section("谁负责", [table(("岗位", "角色", "任职的人"), (4, 3, 6), [(one.title, one.role, _holders(one.holders)) for one in posts])])
    yield section("村民组", [_groups(file, groups)])
    yield section("填报和计算", [_reported(file), _beside(file)], _whose(file))
    yield section("户的身份、风险和原因", [_labels(file)])
    yield section("人口", [_cuts(file.members)])
    yield section("住房、饮水和设施的短板", [_cuts([(cut, known) for cut, known in file.houses if cut.slug == "shortcoming"])])
    yield section("人均纯收入", [_incomes(file)])
    yield section("自然增减", [_changes(file)])
    yield section("经营主体和单位", [table(("名称", "类型", "负责人", "主营"), (5, 3, 3, 5), [(one.name, one.kind, one.head, one.business) for one in file.bodies])])
    yield section("材料", [table(("类", "材料", "份数"), (3, 9, 2), [
        (one.group, one.word, str(len(one.papers)) if one.papers else "缺" if one.missing else "") for one in shelves
    ], grouped=True)])


def _holders(holders: Sequence[tuple[str, date]]) -> str:
    return "、".join(f"{name}（{since} 起）" for name, since in holders) or "没有人任职"


def _groups(file: VillageFile, groups: Sequence[GroupRow]) -> dict[str, Any] | None:
    """Households by group as they are written with the households; groups that stand in the village and have none are named too."""
    known = dict(file.houses)[HOUSES["group"]]
    counted = {share.label: share.number for share in known}
    names = [*counted, *(one.name for one in groups if one.name not in counted)]
    return facts([(name, f"{counted.get(name, 0)} 户") for name in names], columns=3)


def _whose(file: VillageFile) -> str:
    one = file.reported
    return f"{one.reporter}填报，{one.valid_from} 起" if one else "还没有填报"


def _reported(file: VillageFile) -> dict[str, Any] | None:
    said = file.reported.groups if file.reported else ()
    both = {one.word for one in file.beside}
    return facts([(word, text) for _, pairs in said for word, text in pairs if word not in both])


def _beside(file: VillageFile) -> dict[str, Any] | None:
    return table(("项目", "填报", "计算", "填报减计算"), (6, 3, 3, 3), [
        (one.word, one.reported_text or "没有填", one.counted_text, one.said) for one in file.beside
    ], (1, 2, 3))


def _labels(file: VillageFile) -> dict[str, Any] | None:
    rows = [
        (KINDS[kind], one.label + (f"（主要原因 {one.main} 户）" if one.main else ""), str(one.households), str(one.persons))
        for kind, counts in file.labels.items() for one in counts
    ]
    return table(("类别", "内容", "户", "人"), (4, 7, 2, 2), rows, (2, 3), grouped=True)


def _cuts(cuts: Iterable[tuple[Any, Sequence[Any]]]) -> dict[str, Any] | None:
    rows = [(cut.word, share.label, f"{share.number} {cut.unit}", f"{share.percent:.1f}%") for cut, known in cuts for share in known]
    return table(("分类", "内容", "数量", "占全村"), (5, 6, 2.4, 2), rows, (2, 3), grouped=True)


def _incomes(file: VillageFile) -> dict[str, Any] | None:
    rows = [
        (one.window.word.partition("（")[0], one.whose, str(one.households), str(one.persons), str(one.net), str(one.per_head),
         str(one.line.amount) if one.line else "没有登记", "" if one.below is None else str(one.below)) for one in file.incomes
    ]
    head = ("起止", "哪些户", "户", "人", "纯收入（元）", "人均（元）", "监测范围（元）", "低于的户")
    return table(head, (2.4, 2.2, 1.3, 1.5, 3.4, 2.4, 3, 2.2), rows, (2, 3, 4, 5, 6, 7), grouped=True)


def _changes(file: VillageFile) -> dict[str, Any] | None:
    rows = [
        (str(one.year), "、".join(f"{word} {n}" for word, n in one.came), "、".join(f"{word} {n}" for word, n in one.left), f"{one.balance:+}")
        for one in file.changes
    ]
    return table(("年", "增加（人）", "减少（人）", "净增减"), (1.6, 6, 6, 1.8), rows, (3,))
