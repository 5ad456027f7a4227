"""Filling an empty database with the demo county: founded village by village, then through the same actions a clerk's clicks go through."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from bangfu.crosscheck.queries import findings
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.queries import columns
from bangfu.demo.cast import DEMO_PASSWORD, GRID, CastMember, cast, grid
from bangfu.demo.days import AS_OF
from bangfu.demo.found import found_village
from bangfu.demo.habits import OFFICES
from bangfu.demo.maps import FILE_NAME, map_of
from bangfu.demo.places import COUNTY, Size, places, townships, villages
from bangfu.demo.register import Village
from bangfu.demo.reports import add_groups, found_bodies_of, report, set_figures, tag
from bangfu.demo.slips import RATE
from bangfu.demo.write import DemoFiles, towns, write_demo
from bangfu.journal.readings import PAGES, note_reading
from bangfu.organization.actions import PlaceRow, add_grid, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.map_actions import load_shapes
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.rules.refusal import Refused
from bangfu.work.statistics import refresh_statistics
from bangfu.work.worker import sweep
from bangfu.workbooks.layout import LAYOUTS

SINCE = date(2024, 1, 1)         # posts and the grid
PLACES_SINCE = date(2010, 1, 1)  # places, before anything is told of them
GRID_GROUPS = 3
READ = 4                         # files that each has opened
LATER = ("crosscheck.after_delivery",)   # one run of the checks when all lists are in
Say = Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    """What was filled in, and who may sign in."""

    files: DemoFiles
    people: list[CastMember]


def fill(folder: Path, size: Size, seed: int, say: Say, rate: float = RATE) -> Filled:
    """Writes the demo's files to `folder` and takes in what an office would have taken in by now.

    Every village is founded with three years of history; the national export, the first township's ledger and the list of the dead come in by the
    ordinary doors, and the checks are run. The other ledgers and next month's export are left for whoever tries it out. Refused when the database
    holds anybody already. `rate` is mistakes to a person, none for 0.

    On one core size township takes half a minute; size county five minutes to found 1.8 million rows, and five for the export's 47,000 by the doors.
    """
    if User.objects.exists():
        raise Refused("数据库里已经有账号，不能再填演示数据。要重新开始，请换一个空的 BANGFU_VAR 目录。")
    say("编一个县：名单、台账和故意写错的地方…")
    files = write_demo(folder, size, seed, rate)
    (folder / FILE_NAME).write_bytes(map_of(size, seed))
    people = cast(size, seed)
    say(f"建 {len(places(size))} 个地点、{len(people)} 个账号…")
    found_places(size, seed)
    actors = {one.username: _appointed(one) for one in people}
    _found(size, seed, rate, {one.place_code: one.name for one in people if one.role == "village_clerk"}, say)
    _take_in_lists(files, size, people, actors, say)
    say("核对…")
    sweep()
    for one in people:
        _looked_after(actors[one.username])
    refresh_statistics()
    return Filled(files, people)


@transaction.atomic
def found_places(size: Size, seed: int) -> None:
    """The places with their 村民组, the grid of the first village, their map, and the figures of policy."""
    take_in_places(PROGRAM, [PlaceRow(row.code, row.name) for row in places(size)], since=PLACES_SINCE, source="演示区划")
    for place in villages(size):
        add_groups(PROGRAM, place, seed, PLACES_SINCE)
    add_grid(PROGRAM, village=villages(size)[0].code, name=GRID, since=SINCE)
    load_shapes(PROGRAM, county=COUNTY, file_name=FILE_NAME, content=map_of(size, seed))
    set_figures(PROGRAM)


def _found(size: Size, seed: int, rate: float, clerks: Mapping[str, str], say: Say) -> None:
    """Every village with its past, but for those whom the national list forgot (a slip that says so): they are in no register. `clerks`: who reports."""
    for town, _ in towns(size, seed, rate):
        say(f"{town.place.name}：按户籍底册与历年动态建档…")
        found_bodies_of(PROGRAM, town.place, seed)
        for village in town.villages:
            found_village(PROGRAM, village, town.national.absent, in_grid(village), town.never_filled)
            tag(PROGRAM, village, seed)
            report(PROGRAM, village, seed, clerks[village.place.code])


def in_grid(village: Village) -> dict[str, str]:
    """村民组 → grid, for the first groups of the first village of the county."""
    first = villages("village")[0]
    return dict.fromkeys(village.groups[:GRID_GROUPS], grid(first)) if village.place == first else {}


def _take_in_lists(files: DemoFiles, size: Size, people: Iterable[CastMember], actors: Mapping[str, Actor], say: Say) -> None:
    first = townships(size)[0]
    clerk = next(one.username for one in people if one.role == "township_clerk" and one.place_code == first.code)
    for title, path, layout, by in (
        ("全国系统导出的人口表", files.national, "national_persons", actors["xian"]),
        (f"{first.name}的村台账", files.ledgers[0], "village_ledger", actors[clerk]),
        ("死亡人员名单", files.deceased, "deceased_list", actors["xian"]),
        *((LAYOUTS[slug].title, path, slug, actors["xian"]) for slug, path in files.outside.items()),
    ):
        say(f"收下并应用{title}…")
        take_in(by, path, layout, OFFICES[layout].odd if layout in OFFICES else {})


def take_in(by: Actor, path: Path, layout: str, answers: Mapping[str, str] = MappingProxyType({})) -> UUID:
    """One file from upload to the register, as a clerk who agrees with everything the program understood and knows what headings it asks about mean.

    `answers`: key of the layout → the heading that stands for it.
    """
    made = deliveries.receive(by, layout=layout, file_name=path.name, content=path.read_bytes(), data_day=AS_OF)
    sweep(but=LATER)
    meant = {heading: key for key, heading in answers.items()}
    keys = {one.position: one.key or meant.get(one.text, "") for one in columns(by, made.pk)}
    deliveries.confirm_columns(by, delivery=made.pk, keys=keys)
    sweep(but=LATER)
    deliveries.request_apply(by, delivery=made.pk)
    sweep(but=LATER)
    return made.pk


def _looked_after(by: Actor) -> None:
    """Whoever may see files has opened those of the first findings of their place, so that the log of readings has something to show."""
    for one in findings(by, place=by.place_code, limit=READ) if by.can("registry.look") else ():
        if one.subject_kind in PAGES:
            note_reading(by, kind=one.subject_kind, subject=one.subject_id, place_code=one.place_code)


def _appointed(one: CastMember) -> Actor:
    user = create_user(PROGRAM, username=one.username, name=one.name, password=DEMO_PASSWORD)
    post = create_post(PROGRAM, title=one.post, role=one.role, place=one.place_code, since=SINCE)
    appoint(PROGRAM, user=user, post=post, since=SINCE)
    return actor_for(user)


def logins(people: Iterable[CastMember]) -> list[tuple[str, str]]:
    """(account, post) of those worth trying first: one a role."""
    seen: dict[str, tuple[str, str]] = {}
    for one in people:
        seen.setdefault(one.role, (one.username, one.post))
    return list(seen.values())
