"""Filling an empty database with the demo county, through the same actions a clerk's clicks go through."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from bangfu.crosscheck.actions import request_run
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.queries import columns
from bangfu.demo.cast import DEMO_PASSWORD, CastMember, cast
from bangfu.demo.days import AS_OF
from bangfu.demo.places import COUNTY, Size, places, townships
from bangfu.demo.write import DemoFiles, write_demo
from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.rules.refusal import Refused
from bangfu.work.worker import sweep

SINCE = date(2024, 1, 1)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    """What was filled in, and who may sign in."""

    files: DemoFiles
    people: list[CastMember]


def fill(folder: Path, size: Size, seed: int, say: Say) -> Filled:
    """Writes the demo's files to `folder` and takes in what an office would have taken in by now.

    The first township's ledger and the list of the dead are in; the other ledgers and next month's export are left for whoever tries
    it out. Refused when the database holds anybody already.
    """
    if User.objects.exists():
        raise Refused("数据库里已经有账号，不能再填演示数据。要重新开始，请换一个空的 BANGFU_VAR 目录。")
    say("编一个县：名单、台账和故意写错的地方…")
    files = write_demo(folder, size, seed)
    people = cast(size, seed)
    say(f"建 {len(places(size))} 个地点、{len(people)} 个账号…")
    take_in_places(PROGRAM, [PlaceRow(row.code, row.name) for row in places(size)], since=SINCE, source="演示区划")
    actors = {one.username: _appointed(one) for one in people}
    first = townships(size)[0]
    clerk = next(one.username for one in people if one.role == "township_clerk" and one.place_code == first.code)
    for title, path, layout, by in (
        ("全国系统导出的人口表", files.national, "national_persons", actors["xian"]),
        (f"{first.name}的村台账", files.ledgers[0], "village_ledger", actors[clerk]),
        ("死亡人员名单", files.deceased, "deceased_list", actors["xian"]),
    ):
        say(f"收下并应用{title}…")
        take_in(by, path, layout)
    say("核对…")
    request_run(actors["xian"], at=COUNTY)
    sweep()
    return Filled(files, people)


def take_in(by: Actor, path: Path, layout: str) -> UUID:
    """One file from upload to the register, as a clerk who agrees with everything the program understood."""
    made = deliveries.receive(by, layout=layout, file_name=path.name, content=path.read_bytes(), data_day=AS_OF)
    sweep()
    understood = columns(by, made.pk)
    deliveries.confirm_columns(by, delivery=made.pk, keys={one.position: one.key for one in understood})
    sweep()
    deliveries.request_apply(by, delivery=made.pk)
    sweep()
    return made.pk


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
