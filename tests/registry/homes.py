"""A household or two with everything beside them, made by the deeds a desk uses, and what every refusal is held against."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from bangfu.organization.actor import Actor
from bangfu.registry import actions
from bangfu.rules.income import yearly_window
from bangfu.rules.money import Money
from tests.county import VILLAGE
from tests.deliveries.office import number

SINCE = date(2023, 3, 1)
PAPER = "青石镇防返贫〔2025〕7号"
HOUSE = {
    "group": "三组", "address": "上垟村三组12号", "phone": "15499000001", "bank": "农商银行", "bank_account": "622999000000000008", "farmland": Decimal("4.5"),
    "irrigated": Decimal(2), "house_grade": "B级", "house_structure": "砖混", "safe_water": "是",
}


def home(by: Actor, *, number_: str = "", place: str = VILLAGE, name: str = "覃福生", serial: int = 701, since: date = SINCE, **values: Any) -> UUID:
    """A household of one: its head. The numbers of its people begin at `serial`."""
    head = {"name": name, "id_number": number(serial, date(1966, 4, 5)), "phone": "15499000002"}
    return actions.register_household(
        by, number=number_, place=place, since=since, head=head, values=values or HOUSE, kind="moved_in", reason="全户迁入，户口簿为证",
    )


def joined(by: Actor, household: UUID, name: str, relation: str, *, kind: str = "married_in", on: date = date(2024, 3, 2), **values: Any) -> UUID:
    """Somebody comes into a household."""
    return actions.enter_register(by, household=household, kind=kind, on=on, values={"name": name, "relation": relation, **values}, reason="对照户口簿")


def family(by: Actor, **rest: Any) -> tuple[UUID, dict[str, UUID]]:
    """A household of four and its members but the head by name; numbers begin at `serial`."""
    serial = int(rest.get("serial", 701))
    household = home(by, **rest)
    people = {
        "王秀兰": joined(by, household, "王秀兰", "配偶", id_number=number(serial + 1, date(1968, 1, 2))),
        "覃天佑": joined(by, household, "覃天佑", "之子", kind="added_late", on=SINCE, id_number=number(serial, date(1992, 6, 7))),
        "覃小满": joined(by, household, "覃小满", "之孙女", kind="born", on=date(2024, 5, 20), birth=date(2024, 5, 20), sex="女"),
    }
    return household, people


def earns(by: Actor, household: UUID, year: int = 2025, **amounts: int) -> None:
    """A year of income, in yuan by leaf."""
    window = yearly_window(year)
    actions.record_income(
        by, household=household, since=window.first, until=window.after, amounts={slug: Money(yuan * 100) for slug, yuan in amounts.items()},
        reason=f"{year}年收入核算表",
    )


def watched(by: Actor, household: UUID, on: date = date(2026, 5, 8)) -> None:
    """The household is recognised as one at the edge, because of illness."""
    actions.give_status(by, household=household, family="assisted", word="一般农户", since=SINCE, document=PAPER)
    actions.give_status(by, household=household, family="monitored", word="边缘易致贫户", since=on, document=PAPER)
    actions.note_risk(by, household=household, word="因病", since=on, document=PAPER)
