"""What stands beside the demo's register: policy figures, 村民组, tags and yearly reports of villages, bodies. Written as an office would."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from bangfu.demo import bodies as around
from bangfu.demo import people
from bangfu.demo.cells import of_land, yes_no
from bangfu.demo.places import PlaceRow
from bangfu.demo.register import Village
from bangfu.demo.villages import VillageFacts, facts, tags
from bangfu.organization.actions import add_group, set_policy_figure, tag_place, untag_place
from bangfu.organization.actor import Actor
from bangfu.registry.actions import found_bodies, report_village
from bangfu.registry.models import Body, BodyRecord
from bangfu.registry.records import columns
from bangfu.rules.money import Money

PROVINCE = "99"
# 元 a head and year, of the invented province; monitored households lie below or near the line of their year, the others above (demo.incomes)
POVERTY_LINES = {2014: 2_800, 2015: 2_900, 2016: 3_000, 2017: 3_100, 2018: 3_200, 2019: 3_500, 2020: 4_000}
MONITORING_LINES = {2021: 6_000, 2022: 6_600, 2023: 7_200, 2024: 7_800, 2025: 8_600, 2026: 9_500}
_SAME = (
    "households", "persons", "minimum_living_households", "minimum_living_persons", "destitute_persons", "disabled_persons", "pension_persons",
    "primary_schools", "clinics", "doctors", "public_toilets", "waste_points", "libraries",
)


def set_figures(by: Actor) -> None:
    """The province's lines by year, each by an invented document; that of poverty ended with 2020."""
    for kind, lines, document in (
        ("poverty_line", POVERTY_LINES, "云泽省扶贫〔{}〕3号"), ("monitoring_line", MONITORING_LINES, "云泽省防返贫〔{}〕2号"),
    ):
        for year, yuan in lines.items():
            until = date(year + 1, 1, 1) if kind == "poverty_line" and year == max(lines) else None
            set_policy_figure(
                by, place=PROVINCE, kind=kind, year=year, amount=Money(yuan * 100), document=document.format(year), valid_from=date(year, 1, 1), valid_to=until,
            )


def add_groups(by: Actor, place: PlaceRow, seed: int, since: date) -> None:
    """The 村民组 of a village."""
    for name in people.groups(place, seed):
        add_group(by, village=place.code, name=name, since=since)


def report(by: Actor, village: Village, seed: int, reporter: str) -> None:
    """What a village told of itself at the end of every year, and what it has been called."""
    for one in facts(village, seed):
        report_village(by, place=village.place.code, values=_told(one), since=one.reported, reporter=reporter, reason=f"{one.reported.year}年度村情况填报")


def tag(by: Actor, village: Village, seed: int) -> None:
    """What a village has been called, by the documents that said so and ended it."""
    for one in tags(village, seed):
        made = tag_place(by, place=village.place.code, tag=one.label, since=one.since, document=f"云泽省扶贫〔{one.since.year}〕7号")
        if one.until:
            untag_place(by, tag=made.pk, on=one.until, document=f"澄州市扶贫〔{one.until.year}〕12号")


def _told(one: VillageFacts) -> dict[str, object]:
    said = asdict(one)
    return {name: said[name] for name in _SAME} | of_land(one.land) | {
        "collective_income": Money(int(one.collective_income * 1_000_000)), "road_paved": yes_no(one.paved_road), "bus": yes_no(one.bus),
        "without_water": one.without_safe_water, "dangerous_houses": one.unsafe_houses,
    }


def found_bodies_of(by: Actor, township: PlaceRow, seed: int) -> int:
    """The bodies of a township, in one deed. Returns how many."""
    return found_bodies(by, township=township.code, bodies=list(_bodies(township, around.bodies(township, seed))), source="经营主体和服务机构名录")


def _bodies(township: PlaceRow, found: Iterable[around.Body]) -> Iterable[BodyRecord]:
    for one in found:
        yield BodyRecord(
            body=Body(), credit_code=one.code, kind=one.kind, head=one.contact, address=township.name, founded_on=one.since, valid_from=one.since,
            place_code=one.place, place_then=one.place, origin_kind="desk", **columns({"name": one.name, "phone": one.phone}),
        )
