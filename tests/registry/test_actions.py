"""What a desk does to the register: corrected, gone, added, looked at whole. Each story, each refusal, and that a refusal changed nothing."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from bangfu.deliveries.models import DeliveredRow
from bangfu.facts.models import NOW, AsOf
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.journal.words import Words, opened
from bangfu.registry import actions, queries
from bangfu.registry.actions import persons
from bangfu.registry.counts import differing
from bangfu.registry.models import NaturalChange, PersonRecord
from bangfu.registry.records import ID_PURPOSE
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.ring import ring
from tests.county import NEXT_VILLAGE, VILLAGE, County, the_county
from tests.deliveries.office import DAY, Line, applied, compared, families, ledger, national, number, of
from tests.standing import world
from tests.untouched import refused

LINES = [*families(), *families("下垟村", share=2)]
WIFE = LINES[1]
ALL = ("village_clerk", "township_clerk", "county_officer")
OUTSIDERS = ("neighbour", "stranger", "former", "nobody", "administrator", "auditor")


@world
def register() -> None:
    """Two villages."""
    applied(the_county().township_clerk, national(LINES))


@pytest.fixture(autouse=True)
def whole(register: None) -> Iterator[None]:
    """Whole, and counted right, whatever a test did."""
    yield
    assert verify().whole and differing() == {}


def wife() -> UUID:
    return of(WIFE.name, WIFE.household).person_id


def correct(by: Any, **rest: Any) -> PersonRecord:
    rest["person"] = rest.get("person") or wife()
    return actions.correct_person(by, **{"changes": {"name": "农秀莹"}, "reason": "对照户口簿", **rest})


def said(entry: Entry) -> Words:
    """Label and reason of an entry, opened with the household's key."""
    return opened([entry])[entry.id]


def leave(by: Any, **rest: Any) -> NaturalChange:
    rest["person"] = rest.get("person") or wife()
    return actions.leave_register(by, **{"kind": "died", "on": DAY, "reason": "火化证明", **rest})


@pytest.mark.parametrize("who", ALL)
def test_a_correction_all_along_replaces_the_record_and_says_why(county: County, who: str) -> None:
    by = getattr(county, who)
    old = of(WIFE.name, WIFE.household)
    made = correct(by)
    assert (made.person_id, made.valid_from, made.name, made.origin_kind) == (old.person_id, old.valid_from, "农秀莹", "desk")
    entry = Entry.objects.get(id=made.recorded_in)
    assert (entry.verb, said(entry).reason, entry.user_name, entry.place_code) == ("person.corrected", "对照户口簿", by.name, VILLAGE)
    old.refresh_from_db()
    assert old.superseded_in == entry.id
    change, first = queries.story(by, old.person_id)
    assert change.differences == (("姓名", "农秀英", "农秀莹"),) and first.differences == ()


def test_a_change_since_a_day_leaves_the_days_before_as_they_were(county: County) -> None:
    since = DAY + timedelta(days=30)
    correct(county.village_clerk, changes={"relation": "其他"}, since=since)
    told = {day: queries.person(county.village_clerk, wife(), AsOf(day)).relation for day in (DAY, since - timedelta(1), since)}   # type: ignore[union-attr]
    assert list(told.values()) == ["配偶", "配偶", "其他"]


def test_what_was_known_before_a_correction_can_still_be_told(county: County) -> None:
    before, person = timezone.now(), wife()
    correct(county.village_clerk)
    assert queries.person(county.village_clerk, person, AsOf(DAY, before)).name == "农秀英"   # type: ignore[union-attr]
    assert queries.person(county.village_clerk, person, AsOf(DAY)).name == "农秀莹"   # type: ignore[union-attr]


def test_a_corrected_number_brings_birth_and_sex_with_it(county: County) -> None:
    made = correct(county.village_clerk, changes={"id_number": number(401, date(1975, 2, 3))})
    assert (made.id_status, made.birth, made.sex) == ("ok", date(1975, 2, 3), "男")
    assert ring().unseal(made.id_number, ID_PURPOSE) == number(401, date(1975, 2, 3))
    made = correct(county.village_clerk, changes={"id_number": number(402, date(1975, 2, 3)), "sex": "男", "birth": date(1975, 3, 2)})
    assert (made.birth, made.sex) == (date(1975, 3, 2), "男"), "what the correction says itself goes first"


def test_a_corrected_phone_is_sealed_and_found_by_its_index_only(county: County) -> None:
    made = correct(county.village_clerk, changes={"phone": "15499900001"})
    assert "15499900001" not in made.phone and made.phone_index and queries.person(county.village_clerk, wife()).phone == "154****0001"   # type: ignore[union-attr]


@pytest.mark.parametrize(("rest", "words"), [
    ({"reason": " "}, "理由"), ({"reason": "x"}, "理由"), ({"changes": {"name": " "}}, "姓名不能为空"), ({"changes": {"name": "农秀英"}}, "没有要更正"),
    ({"changes": {}}, "没有要更正"), ({"changes": {"shoe_size": 41}}, "不是可以更正的项目"), ({"changes": {"place_code": NEXT_VILLAGE}}, "不是可以更正"),
    ({"changes": {"relation": "邻居"}}, "与户主关系"), ({"changes": {"sex": "?"}}, "性别"), ({"changes": {"id_number": "990121"}}, "6个字符"),
    ({"changes": {"id_number": number(9)[:17] + ("0" if number(9)[17] != "0" else "1")}}, "校验码"), ({"changes": {"id_number": ""}}, "没有填"),
    ({"changes": {"id_number": "9.90121E+17"}}, "改坏"), ({"changes": {"id_number": "999999000000000001"}}, "临时编号"),
    ({"since": timezone.localdate() + timedelta(1)}, "不能晚于今天"), ({"changes": {"name": "农" * 81}}, "最多 80 个"),
    ({"changes": {"birth": timezone.localdate() + timedelta(1)}}, "出生日期"), ({"changes": {"nation": "火星族"}}, "民族"),
    ({"changes": {"work_months": -1}}, "务工时间"), ({"changes": {"employer": "厂" * 101}}, "最多 100 个"),
    ({"seen": uuid4()}, "有人先改了"), ({"person": uuid4()}, "没有这个人"),
])
def test_a_correction_that_cannot_be_is_refused_and_changes_nothing(county: County, rest: dict[str, Any], words: str) -> None:
    with refused(words):
        correct(county.village_clerk, **rest)


def test_what_somebody_wrote_between_the_look_and_the_write_is_not_built_upon_unseen(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL two transactions may pass each other between one question of an action and the next."""
    real = persons.nothing_lost

    def meanwhile(*asked: Any) -> None:
        monkeypatch.setattr(persons, "nothing_lost", real)
        real(*asked)
        correct(county.township_clerk, changes={"employer": "甲厂"})

    monkeypatch.setattr(persons, "nothing_lost", meanwhile)
    with pytest.raises(Refused, match="镇经办乙在 .* 先改了同一条记录"):
        correct(county.village_clerk, changes={"employer": "乙厂"})


@pytest.mark.parametrize("column", ["minimum_living", "destitute_support"])
def test_what_civil_affairs_decide_is_corrected_by_the_county_only(county: County, column: str) -> None:
    """社会救助暂行办法 第九至十一条."""
    for who in (county.village_clerk, county.township_clerk):
        with refused("不由", Forbidden):
            correct(who, changes={column: "是"})
    assert getattr(correct(county.county_officer, changes={column: "是"}), column) == "是"


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_has_no_say_changes_and_learns_nothing(county: County, who: str) -> None:
    by, row = getattr(county, who), missing(county)
    acts: tuple[Callable[[], object], ...] = (
        lambda: correct(by), lambda: leave(by), lambda: add(by, row),
        lambda: actions.unmask(by, person=wife(), column="id_number", reason="核对证件"),
    )
    for act in acts:
        with refused():
            act()


def test_a_village_clerk_has_no_say_in_the_next_village(county: County) -> None:
    person = of(LINES[9].name, LINES[9].household).person_id
    for act in (correct, leave):
        with refused("不在您岗位的管辖范围内"):
            act(county.village_clerk, person=person)


@pytest.mark.parametrize(("kind", "verb"), [("died", "person.died"), ("moved_out", "person.moved_out"), ("married_out", "person.married_out")])
def test_somebody_who_leaves_is_there_until_the_day_and_not_after(county: County, kind: str, verb: str) -> None:
    on, person = DAY + timedelta(days=60), wife()
    before = timezone.now()
    leave(county.village_clerk, kind=kind, on=on)
    assert queries.person(county.village_clerk, person) is None
    told = {day: queries.person(county.village_clerk, person, AsOf(day)) is not None for day in (DAY, on - timedelta(1), on, timezone.localdate())}
    assert list(told.values()) == [True, True, False, False]
    assert queries.person(county.village_clerk, person, AsOf(on, before)) is not None
    assert queries.departed(county.village_clerk, person) == (kind, on)
    assert said(Entry.objects.get(verb=verb)).reason == "火化证明"
    assert queries.counts(county.village_clerk, VILLAGE) == (3, 8)


def test_somebody_who_was_never_to_be_in_it_was_there_on_no_day(county: County) -> None:
    person = wife()
    leave(county.village_clerk, kind="never_in", reason="重复录入")
    for day in (DAY, DAY + timedelta(1), timezone.localdate()):
        assert queries.person(county.village_clerk, person, AsOf(day)) is None
    assert len(queries.story(county.village_clerk, person)) == 1, "the record itself is kept"


def test_the_last_one_of_a_household_takes_it_from_the_count(county: County) -> None:
    for person in [of(one.name, one.household).person_id for one in LINES[:3]]:
        leave(county.village_clerk, person=person, kind="moved_out", reason="迁往外县")
    assert queries.counts(county.village_clerk, VILLAGE) == (2, 6)


@pytest.mark.parametrize(("rest", "words"), [
    ({"reason": ""}, "理由"), ({"kind": "vanished"}, "去向"), ({"on": timezone.localdate() + timedelta(1)}, "不能晚于今天"), ({"person": uuid4()}, "没有这个人"),
])
def test_a_leaving_that_cannot_be_is_refused_and_changes_nothing(county: County, rest: dict[str, Any], words: str) -> None:
    with refused(words):
        leave(county.village_clerk, **rest)


def test_nobody_leaves_twice(county: County) -> None:
    person = wife()
    leave(county.village_clerk)
    with refused("现在没有这个人"):
        leave(county.village_clerk, person=person)
    with refused("现在没有这个人"):
        correct(county.village_clerk, person=person)


NEWBORN = Line(WIFE.household, "", "覃小满", number(301, date(2026, 3, 1)), "之女")


def missing(county: County, *lines: Line) -> UUID:
    """A row of a village ledger about somebody the register does not have."""
    found = applied(county.township_clerk, ledger([*lines, NEWBORN]), layout="village_ledger")
    return DeliveredRow.objects.get(delivery=found, name=NEWBORN.name).pk


def add(by: Any, row: UUID, **rest: Any) -> UUID:
    return actions.add_person(by, **{
        "delivered_row": row, "household_number": WIFE.household, "since": date(2026, 3, 1), "reason": "新生儿，户口簿第5页", **rest,
    })


def test_somebody_of_a_delivered_row_is_added_to_their_household(county: County) -> None:
    row = missing(county)
    person = add(county.village_clerk, row)
    record = of("覃小满")
    assert (record.person_id, record.household.number, record.relation, record.valid_from) == (person, WIFE.household, "之女", date(2026, 3, 1))
    assert (record.origin_kind, record.origin_id, record.birth) == ("delivered_row", str(row), date(2026, 3, 1))
    assert queries.counts(county.village_clerk, VILLAGE) == (3, 10)
    entry = Entry.objects.get(verb="person.added")
    assert (said(entry).label, DeliveredRow.objects.get(pk=row).subject) == (WIFE.household, str(person))


@pytest.mark.parametrize(("rest", "words"), [
    ({"household_number": "没有的户"}, "没有户编号"), ({"reason": ""}, "理由"), ({"delivered_row": uuid4()}, "没有这一行"),
    ({"since": timezone.localdate() + timedelta(1)}, "不能晚于今天"),
])
def test_an_addition_that_cannot_be_is_refused_and_changes_nothing(county: County, rest: dict[str, Any], words: str) -> None:
    row = missing(county)
    with refused(words):
        add(county.village_clerk, row, **rest)


def test_nobody_is_added_twice(county: County) -> None:
    row = missing(county)
    add(county.village_clerk, row)
    with refused("已经在这一户"):
        add(county.village_clerk, row)


def test_a_row_that_was_sent_back_adds_nobody(county: County) -> None:
    found = compared(county.township_clerk, national([NEWBORN.but(person="99", name="")]))
    with refused("退回"):
        add(county.township_clerk, DeliveredRow.objects.get(delivery=found).pk)


def test_a_household_of_another_village_is_out_of_reach(county: County) -> None:
    row = missing(county)
    with refused("没有户编号"):
        add(county.village_clerk, row, household_number=LINES[9].household)


@pytest.mark.parametrize("who", ALL)
@pytest.mark.parametrize(("column", "told"), [("id_number", WIFE.id_number), ("phone", WIFE.phone)])
def test_a_whole_number_is_shown_with_a_reason_that_is_kept(county: County, who: str, column: str, told: str) -> None:
    by = getattr(county, who)
    assert actions.unmask(by, person=wife(), column=column, reason="入户核对证件") == told
    entry = Entry.objects.get(verb="person.unmasked")
    assert (said(entry).reason, entry.user_name) == ("入户核对证件", by.name) and told not in f"{said(entry).label}{entry.rows}{entry.changes}"


@pytest.mark.parametrize(("rest", "words"), [({"reason": "?"}, "理由"), ({"column": "name"}, "没有这一项"), ({"person": uuid4()}, "没有这个人")])
def test_a_number_is_not_shown_without_a_reason(county: County, rest: dict[str, Any], words: str) -> None:
    with refused(words):
        actions.unmask(county.village_clerk, **{"person": wife(), "column": "id_number", "reason": "入户核对证件", **rest})


def test_everything_in_the_register_stands_in_the_journal_of_its_township(county: County) -> None:
    correct(county.village_clerk)
    leave(county.village_clerk, person=of(LINES[2].name, LINES[2].household).person_id)
    assert set(Entry.objects.filter(subject_kind__in=("person", "household")).values_list("chain", flat=True)) == {"990121001"}
    assert PersonRecord.objects.filter(**NOW.filters()).count() == 17
