"""Lists of the register as workbooks, as they are seen: numbers as the asker may read them."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from bangfu.organization.actor import Actor
from bangfu.registry.queries import Asked, all_households, all_persons
from bangfu.workbooks.written import ListColumn, Written, write_list

TOLD_EVERY = 500   # rows
PERSONS = (
    ListColumn("村", 14), ListColumn("户编号", 20, "id"), ListColumn("姓名", 14), ListColumn("与户主关系", 12), ListColumn("性别", 6),
    ListColumn("年龄", 6, "whole"), ListColumn("证件号码", 22, "id"), ListColumn("联系电话", 14, "id"), ListColumn("其他", 60),
)
HOUSEHOLDS = (
    ListColumn("村", 14), ListColumn("村民组", 12), ListColumn("户编号", 20, "id"), ListColumn("户主", 14), ListColumn("人数", 6, "whole"),
    ListColumn("身份", 30),
)


def write_roster(
    target: BinaryIO, by: Actor, asked: Asked, *, title: str, note: str, by_household: bool, progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Writes a roster row by row; the number of rows. `progress` is told how many are written, now and then."""
    columns, rows = (HOUSEHOLDS, _households(by, asked)) if by_household else (PERSONS, _persons(by, asked))
    return write_list(target, title, columns, _told(rows, progress), note)


def _told(rows: Iterator[list[Written]], progress: Callable[[int], None]) -> Iterator[list[Written]]:
    for done, row in enumerate(rows):
        if not done % TOLD_EVERY:
            progress(done)
        yield row


def _persons(by: Actor, asked: Asked) -> Iterator[list[Written]]:
    for some in all_persons(by, asked):
        for one in some:
            facts = "；".join(f"{word}：{text}" for word, text in one.facts)
            yield [one.place_name, one.household_number, one.name, one.relation, one.sex, one.age, one.id_number, one.phone, facts]


def _households(by: Actor, asked: Asked) -> Iterator[list[Written]]:
    for some in all_households(by, asked):
        for one in some:
            yield [one.place_name, one.group, one.number, one.head, one.persons, "、".join(one.statuses)]
