"""A little of everything in four villages: people in the register, lists at every step, findings, exemptions. What each village must keep
to itself stands in `Site.secrets`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from openpyxl import Workbook

from bangfu.crosscheck import actions as crosscheck
from bangfu.crosscheck.collecting import Wanted
from bangfu.crosscheck.collection_actions import open_batch
from bangfu.crosscheck.models import Finding, Run, Settlement
from bangfu.crosscheck.queries import desks
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.deliveries.queries import columns
from bangfu.evidence.actions import keep_paper
from bangfu.facts.models import NOW
from bangfu.journal.actions import Subject
from bangfu.journal.models import Entry
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.registry import actions as registry
from bangfu.registry.actions import print_village
from bangfu.registry.models import HouseholdRecord, PersonRecord, Printing
from bangfu.voices.actions import write_voice
from bangfu.work.worker import sweep
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_COUNTY, VILLAGE, County
from tests.crosscheck.lists import number
from tests.evidence.papers import BOOKLET, photo

ABROAD, ABROAD_TOWNSHIP = "990122001001", "990122001"
NATIONAL = ("省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "证件号码", "与户主关系", "性别", "成员联系电话")
LEDGER = ("村", "户编号", "姓名", "身份证号", "与户主关系")
DECEASED = ("姓名", "身份证号", "死亡日期", "乡镇", "户籍地(村)")


@dataclass(frozen=True)
class Home:
    """A village and the words nobody else may have for its people."""

    place: str
    township_name: str
    name: str
    mark: str        # a character in every name of the village
    serial: int      # where its ID numbers begin

    def people(self, count: int = 2) -> list[tuple[str, str, str]]:
        """(name, ID number, household number) of its people; the first is misspelt in the ledger, the second is not in it."""
        return [(f"{self.mark}{'天地人和'[nth % 4]}{chr(0x4E00 + nth)}", number(self.serial + nth), f"99{self.place[-7:]}{nth:04d}") for nth in range(count)]


HOMES = {
    "here": Home(VILLAGE, "青石镇", "上垟村", "覃", 101), "next": Home(NEXT_VILLAGE, "青石镇", "下垟村", "蒙", 201),
    "there": Home(FAR_VILLAGE, "柳溪乡", "柳树坪村", "农", 301), "abroad": Home(ABROAD, "泉口镇", "泉头村", "岑", 401),
}


@dataclass(frozen=True)
class Site:
    """One village with the ids that addresses are made of. `township` is where its lists were received."""

    place: str
    township: str
    county: str
    person: str
    household: str
    finding: str
    waiting: str
    exemption: str
    row: str
    applied: str
    compared: str
    read: str
    entry: str
    paper: str
    record: str          # the entry that wrote the household's record last, and the person's
    person_record: str
    printing: str
    secrets: tuple[str, ...]
    body: str = ""
    disclosure: str = ""
    batch: str = ""      # of sheets
    sheets: str = ""     # the print of the batch
    export: str = ""
    alike: str = ""      # many settled together: of a finding whose exemption was asked for already, so that it is refused
    handover: str = ""   # the first finding, passed on to another desk where there is one
    run: str = ""        # the checks over its township, or county
    user: str = ""       # the account of a clerk of its township
    voice: str = ""      # said in the village by nobody of the cast, at the county's desk


@dataclass(frozen=True)
class World:
    """The cast and the four sites: here and next (one township), there (the neighbour's), abroad (another county)."""

    county: County
    sites: dict[str, Site] = field(default_factory=dict)

    def kept_from(self, actor: Actor) -> list[str]:
        """What must stand on no page of this person: the secrets of every village they do not reach."""
        return [secret for site in self.sites.values() if not any(site.place in one for one in actor.ranges) for secret in site.secrets]


def build_world(county: County, people: int = 2) -> World:
    """Lists go in by the doors everybody uses; the checks run; two findings a village wait, one of them for an exemption to be decided."""
    clerks = {"青石镇": county.township_clerk, "柳溪乡": county.neighbour, "泉口镇": county.stranger}
    received = {town: _lists(by, [home for home in HOMES.values() if home.township_name == town], people) for town, by in clerks.items()}
    for place in (COUNTY, OTHER_COUNTY):
        crosscheck.run_checks(PROGRAM, at=place)
    deciders = {"here": county.village_clerk, "next": county.township_clerk, "there": county.neighbour, "abroad": county.stranger}
    return World(county, {which: _site(which, home, received[home.township_name], deciders[which]) for which, home in HOMES.items()})


def _lists(by: Actor, homes: Sequence[Home], people: int) -> dict[str, Delivery]:
    """The lists of one office: two in force, one at its preview, one at its columns."""
    known = [(home, *one) for home in homes for one in home.people(people)]
    export = [exported(*one) for one in known]
    broken = [exported(home, f"{home.mark}退回", "99012119800101", f"99{home.place[-7:]}9999") for home in homes]
    ledger = [(home.name, household, name[:-1] + "朋", number_, "户主") for home, name, number_, household in known if name[1] == "天"]
    return {
        "applied": receive(by, "national_persons", NATIONAL, export + broken, until="applied"),
        "ledger": receive(by, "village_ledger", LEDGER, ledger, until="applied"),
        "compared": receive(by, "national_persons", NATIONAL, [*export[::-1], *broken], until="compared"),
        "read": receive(by, "deceased_list", DECEASED, [(f"{homes[0].mark}逝", number(900 + homes[0].serial % 97), "2026-01-02", homes[0].township_name, homes[0].name)]),
    }


def exported(home: Home, name: str, id_number: str, household: str) -> tuple[str, ...]:
    """One line of the national export."""
    return ("某省", "某市", "某县", home.township_name, home.name, household, f"{household}01", name, id_number, "户主", "", f"139{household[-8:]}")


def receive(by: Actor, layout: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, until: str = "read") -> Delivery:
    """One workbook from its upload to the step named."""
    made = deliveries.receive(by, layout=layout, file_name=f"{by.place_code}{layout}.xlsx", content=workbook(headings, rows), data_day=date(2026, 6, 30))
    sweep()
    if until != "read":
        deliveries.confirm_columns(by, delivery=made.pk, keys={one.position: one.key for one in columns(by, made.pk)})
        sweep()
    if until == "applied":
        deliveries.request_apply(by, delivery=made.pk)
        sweep()
    made.refresh_from_db()
    assert made.state == until, (made.state, made.sentence)
    return made


def workbook(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An .xlsx with a heading row, all texts."""
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in (headings, *rows):
        sheet.append(list(row))
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def _site(which: str, home: Home, received: dict[str, Delivery], decider: Actor) -> Site:
    first = PersonRecord.objects.filter(place_code=home.place).order_by("household__number").first()
    found = list(Finding.objects.filter(place_code=home.place, state="open").order_by("household_number"))
    assert first and len(found) >= 2, f"{which}: {len(found)} findings"
    asked = crosscheck.ask_exemption(decider, finding=found[1].pk, reason=f"{home.mark}家情况属实", expires_on=timezone.localdate() + timedelta(days=30))
    row = DeliveredRow.objects.filter(delivery=received["applied"], place_code=home.place).order_by("number").first()
    entry = Entry.objects.filter(subject_kind="finding", subject_id=str(found[1].pk)).latest("id")
    house = HouseholdRecord.objects.get(**NOW.filters(), household=first.household_id)
    whose = Subject("household", str(first.household_id), f"{home.people()[0][0]}户", key=first.household_id)
    paper = keep_paper(decider, subject=whose, at=home.place, kind=BOOKLET, file_name=f"{home.mark}家户口簿.jpg", content=photo())
    printing = print_village(decider, place=home.place)
    assert row and isinstance(asked, Settlement)
    body = registry.register_body(
        decider, place=home.place, since=date(2026, 1, 1), reason="看了营业执照",
        values={"name": f"{home.mark}家大户", "kind": "种养大户", "head": home.people()[0][0], "phone": f"154{home.serial:08d}"},
    )
    disclosure = registry.ask_disclosure(
        PROGRAM, place=home.place, status="", columns=["id_number"], purpose="核对社保参保", receiver="县人社局", document="来函一号",
    )
    batch = open_batch(decider, wanted=Wanted(home.place, groups=("住房", "健康")))
    sheets = Printing.objects.get(about=str(batch.pk))
    return Site(
        home.place, home.place[:9], home.place[:6], str(first.person_id), str(first.household_id), str(found[0].pk), str(found[1].pk), str(asked.pk),
        str(row.pk), str(received["applied"].pk), str(received["compared"].pk), str(received["read"].pk), str(entry.pk), str(paper.pk), str(house.recorded_in),
        str(first.recorded_in),
        str(printing.pk),
        tuple(word for name, id_number, household in home.people() for word in (name, id_number, household)),
        str(body.body_id), str(disclosure.pk), str(batch.pk), str(sheets.pk),
        str(registry.ask_roster(PROGRAM, place=home.place, filters={"by": "household"}, title=f"{home.mark}家村名册").pk), *_at_work(decider, found, home),
        user=str(decider.user_id), run=str(Run.objects.filter(place_code=home.place[:6]).latest("known_at").pk),
        voice=str(write_voice(replace(PROGRAM, place_code=home.place), kind="complaint", matter="work", words=f"{home.people()[0][0]}家的事没人管").pk),
    )


def _at_work(decider: Actor, found: Sequence[Finding], home: Home) -> tuple[str, str]:
    """A deed about many, and a finding passed on."""
    one = found[1]
    many = crosscheck.settle_alike(
        decider, place=home.place, check=one.check_slug, fault=one.fault, how="exempt", reason=f"{home.mark}家都属实",
        expires_on=timezone.localdate() + timedelta(days=30), findings=[one.pk],
    )
    others = desks(decider, place=home.place)
    passed = crosscheck.pass_on(decider, finding=found[0].pk, to_post=UUID(others[0][0]), word=f"请核实{home.mark}家") if others else None
    return str(many.pk), str(passed.pk if passed else many.pk)


__all__ = ["HOMES", "LEDGER", "NATIONAL", "Home", "Site", "World", "build_world", "exported", "receive", "workbook"]
