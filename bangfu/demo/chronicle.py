"""From a family and its story to households, with everything they were through the history.

What is true on the last day is made first; the years before are told from it, so that following them forward ends there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bangfu.demo import homes, past
from bangfu.demo.days import START, lately
from bangfu.demo.families import Family, Seat, family, of_kind
from bangfu.demo.members import Site, Table, table
from bangfu.demo.register import Household, Member, Stay, Tenure
from bangfu.demo.standing import standing

_ELDERS = {"之父": "男", "之母": "女", "之公公": "男", "之婆婆": "女"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A household before its circumstances: people as they are at the end, and all stays."""

    number: str
    members: Sequence[Member]
    stays: Sequence[Stay]
    since: date = START
    until: date | None = None
    moved: date | None = None   # the day it came from the neighbouring village


def households(site: Site, assisted: bool, room: int) -> tuple[list[Household], list[Household]]:
    """A family's household, or two where a grown child's left it (if there is `room` for two); and those that are no more."""
    house = family(site.rng, site.favoured, site.rng.random() < site.dotted, assisted)
    drafts, over = _told(site, house, past.story(site.rng, house, site.neighbour is not None), room)
    return [_settled(site, house, one) for one in drafts], [_settled(site, house, one) for one in over]


def _told(site: Site, house: Family, story: str, room: int) -> tuple[list[_Draft], list[_Draft]]:
    if story == past.SPLIT:
        return (_split(site, house) if room > 1 else [_alone(site, house, past.SETTLED)]), []
    if story == past.MERGED:
        return _merged(site, house)
    return [_alone(site, house, story)], []


def ended(site: Site, assisted: bool) -> Household:
    """A household that is no more: a single elder died, or all moved out of the county."""
    rng, day = site.rng, lately(site.rng)
    died = rng.random() < 0.55
    dotted = rng.random() < site.dotted
    house = of_kind("single_elder", rng, site.favoured, dotted, assisted) if died else family(rng, site.favoured, dotted, assisted)
    house.seats = [seat for seat in house.seats if seat.birth < day]
    at, number = table(site, house), site.numbers.household()
    people = [at.member(seat, day) for seat in house.seats]
    stays = [_begun(one, number, site.place.code)._replace(until=day, left="died" if died else "moved_out") for one in people]
    return _settled(site, house, _Draft(number, people, stays, until=day))


def _alone(site: Site, house: Family, told: str) -> _Draft:
    """A household that stayed one: always here, come from another county, or come from the neighbouring village."""
    at, number = table(site, house), site.numbers.household()
    people = [at.member(seat) for seat in house.seats]
    day = START if told == past.SETTLED else lately(site.rng)
    married = past.weddings(site.rng, house)
    came = (day, told) if told == past.MOVED_IN else (START, "")
    stays = [_begun(one, number, site.place.code, came, married.get(nth)) for nth, one in enumerate(people)]
    if told == past.MOVED and site.neighbour is not None:
        stays = [part for stay in stays for part in _moved(stay, site.neighbour.code, day)]
        return _Draft(number, people, stays, moved=day)
    if told == past.MOVED_IN:
        return _Draft(number, people, stays, since=day)
    return _Draft(number, people, _with_the_gone(site, house, at, stays))


def _begun(one: Member, household: str, village: str, came: tuple[date, str] = (START, ""), married: date | None = None) -> Stay:
    """The stay of somebody who is there to the end: since a wedding or the birth, or since the household itself came."""
    if married and married > came[0]:
        return Stay(one, household, village, married, came="married_in")
    if one.birth > came[0]:
        return Stay(one, household, village, one.birth, came="born")
    return Stay(one, household, village, came[0], came=came[1])


def _moved(stay: Stay, origin: str, day: date) -> list[Stay]:
    if stay.since >= day:
        return [stay]
    return [stay._replace(village=origin, until=day, left="moved"), stay._replace(since=day, came="moved")]


def _with_the_gone(site: Site, house: Family, at: Table, stays: list[Stay]) -> list[Stay]:
    """The stays with those who left beside them. Where the 户主 died, the head of today was the 配偶 until then."""
    village, number = stays[0].village, stays[0].household
    for one in past.gone(site.rng, house):
        stays.append(_begun(at.member(one.seat, one.day), number, village)._replace(until=one.day, left=one.why))
        if one.seat.relation == "户主":
            head = stays[0]
            stays[:1] = [head._replace(member=replace(head.member, relation="配偶"), until=one.day), head._replace(since=one.day, came="")]
    return stays


def _split(site: Site, house: Family) -> list[_Draft]:
    """分户: the parents stay, their grown child's family became a household of its own."""
    old, day = 2 if house.seats[1].relation == "配偶" else 1, lately(site.rng)
    at, village = table(site, house), site.place.code
    numbers = site.numbers.household(), site.numbers.household()
    elders = [at.member(seat) for seat in house.seats[:old]]
    young = [at.member(replace(seat, relation=_after_the_split(seat, nth))) for nth, seat in enumerate(house.seats[old:])]
    stays: list[Stay] = []
    for one, seat in zip(young, house.seats[old:], strict=True):
        if one.birth > day:
            stays.append(_begun(one, numbers[1], village, (day, "")))
        else:
            before = _begun(replace(one, relation=seat.relation), numbers[0], village)._replace(until=day, left="split_out")
            stays += [before, Stay(one, numbers[1], village, day, came="split_in")]
    return [
        _Draft(numbers[0], elders, [_begun(one, numbers[0], village) for one in elders]),
        _Draft(numbers[1], young, stays, since=day),
    ]


def _after_the_split(seat: Seat, nth: int) -> str:
    if nth < 2:
        return ("户主", "配偶")[nth]
    return "之子" if seat.sex == "男" else "之女"


def _merged(site: Site, house: Family) -> tuple[list[_Draft], list[_Draft]]:
    """并户: the parents had a household of their own until they were taken in."""
    at, village, day = table(site, house), site.place.code, lately(site.rng)
    number, theirs = site.numbers.household(), site.numbers.household()
    people = [at.member(seat) for seat in house.seats]
    married = past.weddings(site.rng, house)
    stays: list[Stay] = []
    parents: list[Member] = []
    for nth, one in enumerate(people):
        if one.relation not in _ELDERS:
            stays.append(_begun(one, number, village, married=married.get(nth)))
            continue
        parents.append(replace(one, relation="配偶" if parents else "户主"))
        stays += [Stay(parents[-1], theirs, village, START, day, left="merged_out"), Stay(one, number, village, day, came="merged_in")]
    return [_Draft(number, people, stays)], [_Draft(theirs, parents, [], until=day)]


def _settled(site: Site, house: Family, draft: _Draft) -> Household:
    """A draft with its circumstances."""
    rng, members, assisted = site.rng, tuple(draft.members), house.assisted
    group, door = rng.choice(site.groups), f"{rng.randint(1, 80)}"
    home = homes.dwelling(rng, len(members), assisted)
    tenures = [Tenure(site.place.code, group, door, draft.moved or draft.since, draft.until)]
    if draft.moved and site.neighbour:
        tenures.insert(0, Tenure(site.neighbour.code, rng.choice(site.their_groups), f"{rng.randint(1, 80)}", START, draft.moved))
    return Household(
        number=draft.number, village=site.place.code, group=group, door=door, address=f"{site.township.name}{site.place.name}{group}{door}号",
        phone=members[0].phone or site.numbers.phone(), standard="国家标准" if rng.random() < 0.88 else "省定标准", kind=house.kind,
        members=members, standing=standing(rng, members, home, assisted, draft.since, draft.until), dwelling=home, land=homes.land(rng, len(members)),
        ties=homes.ties(rng, site.numbers, members, assisted, site.bank), stays=tuple(draft.stays), tenures=tuple(tenures),
    )
