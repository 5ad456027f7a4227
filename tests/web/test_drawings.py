"""What the server draws: a family by generations, incomes against the line. Boxes never lie upon each other, and no line leads where nothing is known."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bangfu.registry.lines import Line
from bangfu.registry.queries import Earned
from bangfu.rules.codes import RELATION
from bangfu.rules.income import against_line, net_income, per_head, yearly_window
from bangfu.rules.money import Money
from bangfu.web.family_tree import BOX_HEIGHT, BOX_WIDTH, family_tree
from bangfu.web.income_chart import HEIGHT, income_chart


@dataclass(frozen=True)
class One:
    """A member, as far as the drawing needs them."""

    relation: str
    name: str = "某人"
    sex: str = "男"
    age: int | None = 40
    person: UUID = field(default_factory=uuid4)


def family(*relations: str) -> list[One]:
    return [One(relation) for relation in relations]


@given(some.lists(some.sampled_from([*RELATION.labels, "本家", ""]), min_size=2, max_size=14))
def test_everybody_is_drawn_once_inside_and_beside_each_other(relations: list[str]) -> None:
    members = family(*relations)
    tree = family_tree(members)
    assert tree and {one.person for one in tree.boxes} == {one.person for one in members} and len(tree.boxes) == len(members)
    assert all(one.x >= 0 and one.x + BOX_WIDTH <= tree.width and one.y >= 0 and one.y + BOX_HEIGHT <= tree.height for one in tree.boxes)
    assert all(abs(a.x - b.x) >= BOX_WIDTH or abs(a.y - b.y) >= BOX_HEIGHT for a, b in combinations(tree.boxes, 2))


def test_generations_stand_below_each_other() -> None:
    tree = family_tree(family("之孙子", "之子", "户主", "配偶", "之母", "之祖父", "之曾孙女", "其他"))
    assert tree
    rows = sorted({one.y for one in tree.boxes})
    assert [[one.relation for one in tree.boxes if one.y == row] for row in rows] == [
        ["之祖父"], ["之母"], ["户主", "配偶"], ["之子"], ["之孙子"], ["之曾孙女"], ["其他"],
    ]


@pytest.mark.parametrize(("relations", "lines", "unsure"), [
    (("户主", "配偶"), 1, 0), (("户主", "之子"), 1, 0), (("户主", "配偶", "之子", "之女"), 3, 0), (("户主", "之父", "之母"), 2, 0),
    (("户主", "之孙子"), 0, 0), (("户主", "之子", "之孙子"), 1, 1), (("户主", "之侄儿"), 0, 0), (("户主", "其他"), 0, 0), (("之子", "之女"), 0, 0),
    (("户主", "之父", "之兄弟姐妹"), 2, 0), (("户主", "之兄弟姐妹"), 0, 0), (("户主", "配偶", "之岳母"), 2, 0), (("户主", "之岳母"), 0, 0),
])
def test_a_line_leads_only_where_the_relation_says_so(relations: tuple[str, ...], lines: int, unsure: int) -> None:
    tree = family_tree(family(*relations))
    assert tree and (len(tree.lines), len(tree.unsure)) == (lines, unsure)


def test_one_alone_is_not_drawn_and_a_long_name_is_shortened() -> None:
    assert family_tree(family("户主")) is None
    tree = family_tree([One("户主"), One("配偶", "阿依古丽·买买提明", "女", None)])
    assert tree and (tree.boxes[1].name, tree.boxes[1].words) == ("阿依古丽·买…", "配偶 女")


def earned(year: int, yuan: int, line: int | None = None, persons: int = 1) -> Earned:
    sums = net_income({"wage_work": Money(max(yuan, 0) * 100), "expense_other": Money(max(-yuan, 0) * 100)})
    each, drawn = per_head(sums.net, persons), Line("监测范围", Money(line * 100), "文") if line else None
    against = against_line(each.amount, drawn.amount) if drawn else None
    return Earned(yearly_window(year), (), sums, each, date(year, 9, 30), True, drawn, against, uuid4())


def test_bars_stand_from_the_earliest_on_as_high_as_they_are() -> None:
    chart = income_chart([earned(2026, 10_000, 8_000), earned(2025, 5_000, 8_000), earned(2024, -300)])
    assert chart and [one.word for one in chart.bars] == ["2024年", "2025年", "2026年"] and [one.height for one in chart.bars] == [0, HEIGHT // 2, HEIGHT]
    assert [one.is_below for one in chart.bars] == [False, True, False] and chart.bars[0].line_y is None and chart.line_word == "监测范围"
    assert chart.bars[1].line_y == chart.bars[2].line_y == chart.ground - HEIGHT * 8 // 10


def test_a_label_stands_clear_of_the_line() -> None:
    chart = income_chart([earned(2025, 7_600, 8_000)])
    assert chart and chart.bars[0].line_y is not None and chart.bars[0].label_y < chart.bars[0].line_y


def test_nothing_is_drawn_of_nothing_and_six_windows_are_the_most() -> None:
    assert income_chart([]) is None and income_chart([replace(earned(2025, 1), per_head=None)]) is None
    chart = income_chart([earned(year, 1) for year in range(2026, 2016, -1)])
    assert chart and [one.word for one in chart.bars] == [f"{year}年" for year in range(2021, 2027)]
