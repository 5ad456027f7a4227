"""Lists of the register as workbooks, as they are seen: numbers as the asker may read them."""

from collections.abc import Iterator
from typing import BinaryIO

from bangfu.organization.actor import Actor
from bangfu.registry.queries import Asked, household_key, households_page, person_key, persons_page
from bangfu.workbooks.written import ListColumn, Written, write_list

AT_A_TIME = 500
PERSONS = (
    ListColumn("村", 14), ListColumn("户编号", 20, "id"), ListColumn("姓名", 14), ListColumn("与户主关系", 12), ListColumn("性别", 6),
    ListColumn("年龄", 6, "whole"), ListColumn("证件号码", 22, "id"), ListColumn("联系电话", 14, "id"), ListColumn("其他", 60),
)
HOUSEHOLDS = (
    ListColumn("村", 14), ListColumn("村民组", 12), ListColumn("户编号", 20, "id"), ListColumn("户主", 14), ListColumn("人数", 6, "whole"),
    ListColumn("身份", 30),
)


def write_roster(target: BinaryIO, by: Actor, asked: Asked, *, title: str, note: str, by_household: bool) -> int:
    """Writes a roster row by row; the number of rows."""
    if by_household:
        return write_list(target, title, HOUSEHOLDS, _households(by, asked), note)
    return write_list(target, title, PERSONS, _persons(by, asked), note)


def _persons(by: Actor, asked: Asked) -> Iterator[list[Written]]:
    after = ""
    while some := persons_page(by, asked, after=after, limit=AT_A_TIME):
        for one in some:
            facts = "；".join(f"{word}：{text}" for word, text in one.facts)
            yield [one.place_name, one.household_number, one.name, one.relation, one.sex, one.age, one.id_number, one.phone, facts]
        after = person_key(by, some[-1].person, asked.as_of)


def _households(by: Actor, asked: Asked) -> Iterator[list[Written]]:
    after = ""
    while some := households_page(by, asked, after=after, limit=AT_A_TIME):
        for one in some:
            yield [one.place_name, one.group, one.number, one.head, one.persons, "、".join(one.statuses)]
        after = household_key(by, some[-1].household, asked.as_of)
