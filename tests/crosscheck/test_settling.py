"""Stories of settling by keyboard: the source's value taken over, passed on, undone; many alike together; exemptions withdrawn and renewed."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import actions, queries
from bangfu.crosscheck.actions import alike, undoing
from bangfu.crosscheck.models import Batch, Finding, Handover, RunTally, Settlement, TypeBack
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import appoint, create_post
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.actions import correct_person
from bangfu.registry.models import NaturalChange, PersonRecord
from bangfu.registry.queries import counts
from bangfu.rules.finding import UNDONE_AT_ONCE
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import COUNTY, FAR_VILLAGE, SINCE, TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.lists import P, deliver, number
from tests.standing import world

QIN, WEI = number(11), number(24, date(1982, 2, 2))
HEAD, WIFE = P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶")


@world
def cast() -> County:
    """A head whom the village ledger writes otherwise, and his wife who stands in the list of the dead."""
    deliver("national_persons", [HEAD, WIFE])
    deliver("village_ledger", [P("H1", "覃天朋", QIN), WIFE])
    deliver("deceased_list", [P("", "韦小花", WEI, "", extra=(("death_date", date(2026, 5, 1)),))])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


@world
def many() -> County:
    """Five heads in one village and one in a far one, each written otherwise in the ledger."""
    heads = [P(f"H{nth}", f"覃{'甲乙丙丁戊'[nth]}天", number(101 + 2 * nth)) for nth in range(5)]
    far = P("H9", "农大山", number(91), village=FAR_VILLAGE)
    deliver("national_persons", [*heads, far])
    deliver("village_ledger", [*(P(one.household, f"{one.name[:2]}朋", one.id_number) for one in heads), P("H9", "农小山", number(91), village=FAR_VILLAGE)])
    actions.run_checks(PROGRAM, at=COUNTY)
    return the_county()


def the(check: str) -> Finding:
    return Finding.objects.get(check_slug=check)


def person(name: str) -> PersonRecord:
    return PersonRecord.objects.get(**NOW.filters(), name=name)


def until(days: int = 90) -> date:
    return timezone.localdate() + timedelta(days=days)


def in_village() -> list[Finding]:
    return list(Finding.objects.filter(place_code=VILLAGE).order_by("household_number"))


# --- the source's value ---

def test_the_value_of_the_list_is_taken_over_with_its_row_as_evidence(cast: County) -> None:
    file = queries.finding(cast.village_clerk, the("id_name").pk)
    assert file and file.offer and (file.offer.source_word, file.offer.word, file.offer.shown) == ("村台账", "姓名", "覃天朋")
    settled = actions.accept_source(cast.village_clerk, finding=the("id_name").pk)
    assert (the("id_name").state, person("覃天朋").origin_kind, settled.what) == ("corrected", "finding", "姓名改为“覃天朋”")
    assert settled.delivered_row and settled.reason.startswith("采用村台账")
    assert verify().whole


def test_the_day_of_a_death_is_taken_over_as_a_departure(cast: County) -> None:
    actions.accept_source(cast.village_clerk, finding=the("surplus").pk)
    change = NaturalChange.objects.get(person=the("surplus").subject_id, kind="died")
    assert change.valid_from == date(2026, 5, 1)
    assert not PersonRecord.objects.filter(**NOW.filters(), name="韦小花").exists()


def test_a_number_is_taken_over_without_being_shown(county: County) -> None:
    right, wrong = number(35, date(1975, 3, 3)), number(78, date(1975, 3, 3))
    deliver("national_persons", [P("H1", "覃天明", wrong)])
    deliver("village_ledger", [P("H1", "覃天明", right)])
    actions.run_checks(PROGRAM, at=COUNTY)
    before = person("覃天明").id_index
    found = Finding.objects.get(check_slug="id_name", fault="other_id")
    file = queries.finding(county.village_clerk, found.pk)
    assert file and file.offer and "*" in file.offer.shown and right not in file.offer.shown
    settled = actions.accept_source(county.village_clerk, finding=found.pk)
    assert person("覃天明").id_index not in ("", before)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert Finding.objects.get(pk=found.pk).state == "gone"
    assert right not in settled.what + settled.reason


def test_a_number_that_is_none_is_not_offered(county: County) -> None:
    """One side without a usable number: the two are one person by their name, and the damaged number is nobody's."""
    right = number(35, date(1975, 3, 3))
    deliver("national_persons", [P("H1", "覃天明", right)])
    deliver("village_ledger", [P("H1", "覃天明", right[:-1] + ("0" if right[-1] != "0" else "1"))])
    actions.run_checks(PROGRAM, at=COUNTY)
    found = Finding.objects.get(check_slug="id_name", fault="other_id")
    file, before = queries.finding(county.village_clerk, found.pk), person("覃天明").pk
    assert file and file.offer is None
    with pytest.raises(Refused):
        actions.accept_source(county.village_clerk, finding=found.pk)
    assert person("覃天明").pk == before and Finding.objects.get(pk=found.pk).state == "open"


def test_the_weightiest_list_that_speaks_is_offered(county: County) -> None:
    deliver("national_persons", [HEAD])
    deliver("village_ledger", [P("H1", "覃天月", QIN)])
    deliver("pupils", [P("", "覃天朋", QIN, "")])
    deliver("destitute", [P("", "覃天用", QIN, "")])
    actions.run_checks(PROGRAM, at=COUNTY)
    settled = actions.accept_source(county.village_clerk, finding=the("id_name").pk)
    assert (settled.what, settled.reason.startswith("采用教育")) == ("姓名改为“覃天朋”", True)


def test_where_the_number_is_the_likelier_mistake_no_name_is_offered(county: County) -> None:
    deliver("national_persons", [HEAD])
    deliver("village_ledger", [P("H1", "韦小花", QIN)])
    actions.run_checks(PROGRAM, at=COUNTY)
    assert the("id_name").fault == "different"
    assert queries.finding(county.village_clerk, the("id_name").pk).offer is None   # type: ignore[union-attr]


def test_lists_without_authority_that_differ_among_themselves_offer_nothing(county: County) -> None:
    deliver("national_persons", [HEAD])
    deliver("destitute", [P("", "覃天朋", QIN, "")])
    deliver("temporary_relief", [P("", "覃天月", QIN, "")])
    actions.run_checks(PROGRAM, at=COUNTY)
    found = Finding.objects.get(check_slug="id_name")
    assert queries.finding(county.village_clerk, found.pk).offer is None   # type: ignore[union-attr]
    with pytest.raises(Refused, match="没有可以直接采用"):
        actions.accept_source(county.village_clerk, finding=found.pk)
    assert Settlement.objects.count() == 0


# --- undone ---

def test_an_accepted_value_is_undone_while_nothing_else_happened(cast: County) -> None:
    before = counts(cast.village_clerk, VILLAGE)
    actions.accept_source(cast.village_clerk, finding=the("id_name").pk)
    step = queries.last_step(cast.village_clerk)
    assert step and step.kind == "settlement" and step.finding == the("id_name").pk
    actions.undo_settlement(cast.village_clerk, settlement=step.id)
    assert (the("id_name").state, person("覃天明").household.number, Settlement.objects.get().state) == ("open", "H1", "undone")
    assert counts(cast.village_clerk, VILLAGE) == before and queries.last_step(cast.village_clerk) is None
    assert verify().whole


def test_a_departure_is_undone_and_the_counts_stand_as_before(cast: County) -> None:
    before = counts(cast.village_clerk, VILLAGE)
    done = actions.accept_source(cast.village_clerk, finding=the("surplus").pk)
    assert counts(cast.village_clerk, VILLAGE) != before
    actions.undo_settlement(cast.village_clerk, settlement=done.pk)
    assert counts(cast.village_clerk, VILLAGE) == before
    assert person("韦小花").relation == "配偶"
    assert verify().whole


def test_a_last_member_who_left_comes_back_with_the_household(county: County) -> None:
    deliver("national_persons", [HEAD])
    deliver("deceased_list", [P("", "覃天明", QIN, "", extra=(("death_date", date(2026, 5, 1)),))])
    actions.run_checks(PROGRAM, at=COUNTY)
    before = counts(county.village_clerk, VILLAGE)
    done = actions.accept_source(county.village_clerk, finding=the("surplus").pk)
    actions.undo_settlement(county.village_clerk, settlement=done.pk)
    assert counts(county.village_clerk, VILLAGE) == before and verify().whole


@pytest.mark.parametrize("then", ["run", "correction", "somebody else"])
def test_what_was_followed_by_something_is_not_undone(cast: County, then: str) -> None:
    done = actions.accept_source(cast.village_clerk, finding=the("id_name").pk)
    by = cast.village_clerk
    if then == "run":
        actions.run_checks(PROGRAM, at=COUNTY)
    elif then == "correction":
        from bangfu.registry.actions import correct_person
        correct_person(PROGRAM, person=person("覃天朋").person_id, changes={"name": "覃天月"}, reason="又看了一次")
    else:
        by = cast.township_clerk
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="撤销"):
        actions.undo_settlement(by, settlement=done.pk)
    assert Entry.objects.count() == entries and Settlement.objects.get().state == "done"


def test_an_exemption_asked_for_is_taken_back(cast: County) -> None:
    asked = actions.ask_exemption(cast.village_clerk, finding=the("id_name").pk, reason="曾用名", expires_on=until())
    actions.undo_settlement(cast.village_clerk, settlement=asked.pk)
    assert (the("id_name").state, queries.waiting_exemptions(cast.township_clerk)) == ("open", 0)
    with pytest.raises(Refused, match="待处理"):
        actions.decide_exemption(cast.township_clerk, settlement=asked.pk, approve=True)


# --- passed on ---

def desk(by: Actor, of: Actor) -> UUID:
    assert of.post_id and str(of.post_id) in dict(queries.desks(by, place=VILLAGE))
    return of.post_id


def test_what_is_passed_on_waits_at_the_other_desk_and_stays_in_sight(cast: County) -> None:
    village, town = cast.village_clerk, cast.township_clerk
    actions.pass_on(village, finding=the("id_name").pk, to_post=desk(village, town), word="请派出所核实")
    assert [(one.word, one.finding.id) for one in queries.passed_to_me(town).rows] == [("请派出所核实", the("id_name").pk)]
    assert queries.passed_to_me(cast.second_township_clerk).rows == () and queries.waiting_handovers(town) == 1
    assert [one.state for one in queries.passed_by_me(village).rows] == ["waiting"]
    assert the("id_name").state == "open"
    actions.accept_source(town, finding=the("id_name").pk)
    assert queries.passed_to_me(town).rows == () and queries.passed_by_me(village).rows[0].finding.state == "corrected"
    assert verify().whole


def test_passed_on_again_it_waits_at_one_desk_only(cast: County) -> None:
    village, town, officer = cast.village_clerk, cast.township_clerk, cast.county_officer
    actions.pass_on(village, finding=the("id_name").pk, to_post=desk(village, town), word="请核实")
    actions.pass_on(town, finding=the("id_name").pk, to_post=desk(town, officer), word="请公安局核实")
    assert (queries.waiting_handovers(town), queries.waiting_handovers(officer)) == (0, 1)
    assert sorted(Handover.objects.values_list("state", flat=True)) == ["passed", "waiting"]


def test_passing_on_is_undone_and_only_by_the_desk_that_did_it(cast: County) -> None:
    village, town = cast.village_clerk, cast.township_clerk
    passed = actions.pass_on(village, finding=the("id_name").pk, to_post=desk(village, town), word="请核实")
    with pytest.raises(Refused, match="自己转出"):
        actions.take_back(town, handover=passed.pk)
    step = queries.last_step(village)
    assert step and step.kind == "handover"
    actions.take_back(village, handover=step.id)
    assert queries.waiting_handovers(town) == 0 and queries.last_step(village) is None


def test_nothing_is_passed_to_a_desk_that_does_not_reach_it_or_without_a_word(cast: County) -> None:
    village = cast.village_clerk
    for post, word in ((cast.neighbour.post_id, "请核实"), (village.post_id, "请核实"), (cast.auditor.post_id, "请核实"), (cast.township_clerk.post_id, " ")):
        assert post
        with pytest.raises(Refused):
            actions.pass_on(village, finding=the("id_name").pk, to_post=post, word=word)
    assert Handover.objects.count() == 0
    assert queries.desks(cast.neighbour, place=VILLAGE) == []


# --- many alike ---

def together(by: Actor, how: str = "exempt", place: str = VILLAGE, **more: object) -> Batch:
    said = {"check": "id_name", "fault": "one_off", "reason": "都是曾用名", "expires_on": until()} | more
    return actions.settle_alike(by, place=place, how=how, **said)   # type: ignore[arg-type]


def test_many_alike_are_exempted_with_one_reason_each_with_its_own_trace(many: County) -> None:
    made = together(many.village_clerk)
    assert (made.asked, made.settled, made.refused) == (5, 5, "")
    assert {one.state for one in in_village()} == {"asked"} and Finding.objects.get(place_code=FAR_VILLAGE).state == "open"
    assert Settlement.objects.filter(batch=made).count() == 5 == Entry.objects.filter(verb="exemption.asked").count()
    assert verify().whole


def test_the_source_s_value_is_taken_over_for_all_of_a_place(many: County) -> None:
    made = together(many.county_officer, "accept", COUNTY)
    assert made.settled == 6 and PersonRecord.objects.filter(**NOW.filters(), name__endswith="朋").count() == 5
    actions.run_checks(PROGRAM, at=COUNTY)
    assert not Finding.objects.filter(check_slug="id_name").exclude(state="gone").exists()


def test_what_cannot_be_done_is_told_row_by_row_and_the_others_are_done(many: County) -> None:
    found = in_village()
    actions.ask_exemption(many.township_clerk, finding=found[0].pk, reason="先报的", expires_on=until())
    other = Finding.objects.exclude(check_slug="id_name").first()
    far = Finding.objects.get(place_code=FAR_VILLAGE, check_slug="id_name")
    chosen = [one.pk for one in found[:3]] + [far.pk] + ([other.pk] if other else [])
    made = together(many.village_clerk, findings=chosen)
    row = queries.batch(many.village_clerk, made.pk)
    assert row and row.settled == 2 and row.refused_count == len(chosen) - 2
    assert {one.id: sentence for one, sentence in row.refused}[found[0].pk].startswith("当前状态是“豁免待批”")
    assert far.pk not in {one.id for one, _ in row.refused}, "a finding of another village is not even named"
    assert Finding.objects.get(pk=far.pk).state == "open"


def test_more_than_can_be_waited_for_become_a_job_that_survives_being_killed(many: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "AT_ONCE", 2)
    monkeypatch.setattr(alike, "A_STEP", 2)
    made = together(many.village_clerk)
    assert (made.settled, Job.objects.get(name="crosscheck.settle").state) == (0, "waiting")
    marks: list[str] = []

    def die(mark: str) -> None:
        if marks:
            raise KeyboardInterrupt
        marks.append(mark)

    with pytest.raises(KeyboardInterrupt):
        actions.carry_out(many.village_clerk, batch=Batch.objects.get(), hold=die)
    assert Batch.objects.get().settled == 2
    Job.objects.update(checkpoint=marks[0])
    sweep()
    done = Batch.objects.get()
    assert (done.settled, done.refused, done.finished_at is not None, Job.objects.get(name="crosscheck.settle").state) == (5, "", True, "done")
    assert Settlement.objects.count() == 5 and verify().whole


@pytest.mark.parametrize("how", ["accept", "exempt"])
def test_what_was_settled_together_is_undone_together_each_with_its_own_trace(many: County, how: str) -> None:
    clerk, names = many.village_clerk, sorted(PersonRecord.objects.filter(**NOW.filters()).values_list("name", flat=True))
    made = together(clerk, how)
    step = queries.last_step(clerk)
    assert step and (step.kind, step.id, step.name) == ("batch", made.pk, "一起办的 5 条")
    actions.undo_alike(clerk, batch=made.pk)
    assert {one.state for one in in_village()} == {"open"} and Batch.objects.get().undone_at
    assert sorted(PersonRecord.objects.filter(**NOW.filters()).values_list("name", flat=True)) == names
    assert set(Settlement.objects.values_list("state", "ended_by")) == {("undone", clerk.name)}
    assert set(TypeBack.objects.values_list("state", flat=True)) <= {"void"}
    assert (Entry.objects.filter(verb="finding.reopened").count(), Entry.objects.filter(verb="findings.reopened_alike").count()) == (5, 1)
    assert queries.last_step(clerk) is None and verify().whole
    with pytest.raises(Refused, match="已经撤销过"):
        actions.undo_alike(clerk, batch=made.pk)
    assert together(clerk, how).settled == 5, "and they may be settled again"


@pytest.mark.parametrize("how", ["accept", "exempt"])
def test_when_anything_happened_to_one_of_them_none_is_undone(many: County, how: str) -> None:
    clerk = many.village_clerk
    made = together(clerk, how)
    last = Settlement.objects.filter(batch=made).order_by("finding__place_code", "id").last()
    assert last
    if how == "exempt":
        actions.decide_exemption(many.township_clerk, settlement=last.pk, approve=True)
    else:
        correct_person(clerk, person=UUID(last.finding.subject_id), changes={"name": "覃又改"}, reason="看了户口簿")
    before = [(one.pk, one.state, one.recorded_in) for one in Settlement.objects.order_by("id")]
    assert how == "accept" or queries.last_step(clerk) is None
    with pytest.raises(Refused, match="整批都没有撤销"):
        actions.undo_alike(clerk, batch=made.pk)
    assert [(one.pk, one.state, one.recorded_in) for one in Settlement.objects.order_by("id")] == before and Batch.objects.get().undone_at is None
    assert not Entry.objects.filter(verb__in=("finding.reopened", "findings.reopened_alike")).exists() and verify().whole


def test_nobody_else_undoes_what_was_settled_together(many: County) -> None:
    made = together(many.village_clerk)
    for by in (many.township_clerk, many.neighbour, many.nobody):
        with pytest.raises(Refused, match="自己"):
            actions.undo_alike(by, batch=made.pk)
    assert {one.state for one in in_village()} == {"asked"}


def test_the_last_step_is_another_once_something_was_done_since(many: County) -> None:
    found = in_village()
    made = together(many.village_clerk, findings=[one.pk for one in found[:2]])
    actions.ask_exemption(many.village_clerk, finding=found[2].pk, reason="曾用名", expires_on=until())
    step = queries.last_step(many.village_clerk)
    assert step and step.kind == "settlement" and step.finding == found[2].pk
    actions.undo_settlement(many.village_clerk, settlement=step.id)
    assert Batch.objects.get(pk=made.pk).undone_at is None


def test_many_are_undone_by_a_job_that_does_all_or_nothing_however_often_it_is_killed(many: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = together(many.village_clerk, "accept")
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    actions.undo_alike(many.village_clerk, batch=made.pk)
    assert actions.undo_alike(many.village_clerk, batch=made.pk).undone_at is None and Job.objects.get(name="crosscheck.undo").state == "waiting"

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        actions.take_all_back(many.village_clerk, batch=made.pk, hold=die)
    assert {one.state for one in in_village()} == {"corrected"}
    sweep()
    assert {one.state for one in in_village()} == {"open"} and Job.objects.get(name="crosscheck.undo").state == "done"
    assert actions.take_all_back(many.village_clerk, batch=made.pk).undone_at, "taken up again it does nothing more"
    assert Entry.objects.filter(verb="findings.reopened_alike").count() == 1 and verify().whole


def test_more_than_a_minute_s_work_is_not_undone_in_one_go(many: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made = together(many.village_clerk, "accept")
    monkeypatch.setitem(UNDONE_AT_ONCE, "accept", 4)
    assert queries.last_step(many.village_clerk) is None
    with pytest.raises(Refused, match="一次最多撤销 4 条"):
        actions.undo_alike(many.village_clerk, batch=made.pk)
    assert {one.state for one in in_village()} == {"corrected"}


def test_what_goes_on_is_not_undone(many: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "AT_ONCE", 2)
    made = together(many.village_clerk)
    with pytest.raises(Refused, match="还没有办完"):
        actions.undo_alike(many.village_clerk, batch=made.pk)
    assert queries.last_step(many.village_clerk) is None


@pytest.mark.parametrize(("more", "words"), [
    ({"reason": " "}, "理由"), ({"expires_on": None}, "到哪天"), ({"expires_on": until(400)}, "最长一年"), ({"how": "burn"}, "怎么办"),
    ({"fault": "no such"}, "同一种"), ({"findings": []}, "没有选中"),
])
def test_a_refused_deed_about_many_changes_nothing(many: County, more: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        together(many.village_clerk, **more)   # type: ignore[arg-type]
    assert (Batch.objects.count(), Settlement.objects.count()) == (0, 0)


def test_many_are_settled_only_where_one_reaches(many: County) -> None:
    with pytest.raises(Forbidden):
        together(many.village_clerk, place=TOWNSHIP)
    with pytest.raises(Forbidden):
        together(many.auditor)


def test_who_asked_for_many_cannot_approve_them_from_another_post(many: County) -> None:
    """One person holds the village's desk and the township's: what they asked for at the one they cannot approve at the other."""
    together(many.village_clerk)
    user = many.user("village_clerk")
    post = create_post(PROGRAM, title="青石镇经办（兼）", role="township_clerk", place=TOWNSHIP, since=SINCE)
    appoint(PROGRAM, user=user, post=post, since=SINCE)
    also = actor_for(User.objects.get(pk=user.pk), post.pk)
    assert also.can("crosscheck.approve", at=VILLAGE)
    for one in Settlement.objects.filter(state="asked"):
        with pytest.raises(Refused, match="不能自己批"):
            actions.decide_exemption(also, settlement=one.pk, approve=True)
        actions.decide_exemption(many.township_clerk, settlement=one.pk, approve=True)
    assert {one.state for one in in_village()} == {"exempt"}


# --- exemptions that end and go on ---

def exempt(cast: County, days: int = 20) -> Settlement:
    asked = actions.ask_exemption(cast.village_clerk, finding=the("id_name").pk, reason="曾用名", expires_on=until(days))
    return actions.decide_exemption(cast.township_clerk, settlement=asked.pk, approve=True)


def test_an_exemption_is_withdrawn_by_who_approved_it_or_by_the_county(cast: County) -> None:
    held = exempt(cast)
    with pytest.raises(Refused, match="批准的人或县里"):
        actions.withdraw_exemption(cast.second_township_clerk, settlement=held.pk, reason="情况变了")
    with pytest.raises(Forbidden):
        actions.withdraw_exemption(cast.village_clerk, settlement=held.pk, reason="情况变了")
    with pytest.raises(Refused, match="理由"):
        actions.withdraw_exemption(cast.township_clerk, settlement=held.pk, reason=" ")
    actions.withdraw_exemption(cast.county_officer, settlement=held.pk, reason="公安已经改了")
    again = Settlement.objects.get()
    assert (the("id_name").state, again.state, again.ended_why) == ("open", "withdrawn", "公安已经改了")
    with pytest.raises(Refused):
        actions.withdraw_exemption(cast.county_officer, settlement=held.pk, reason="再收一次")
    assert verify().whole


def test_an_exemption_goes_on_once_somebody_else_has_said_so(cast: County, monkeypatch: pytest.MonkeyPatch) -> None:
    held = exempt(cast)
    wanted = actions.renew_exemption(cast.township_clerk, settlement=held.pk, reason="公安还没改", expires_on=until(100))
    assert the("id_name").state == "exempt" and queries.waiting_exemptions(cast.second_township_clerk) == 1
    with pytest.raises(Refused, match="不用再报"):
        actions.renew_exemption(cast.village_clerk, settlement=held.pk, reason="公安还没改", expires_on=until(100))
    with pytest.raises(Refused, match="不能自己批"):
        actions.decide_exemption(cast.township_clerk, settlement=wanted.pk, approve=True)
    actions.decide_exemption(cast.second_township_clerk, settlement=wanted.pk, approve=True)
    held.refresh_from_db()
    assert (held.state, [one.settlement.id for one in queries.exemptions(cast.village_clerk, state="approved")]) == ("renewed", [wanted.pk])
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr(timezone, "now", lambda: later)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert the("id_name").state == "exempt", "it holds until the later day"
    assert verify().whole


def test_a_renewal_not_granted_leaves_the_exemption_as_it_is(cast: County) -> None:
    held = exempt(cast)
    wanted = actions.renew_exemption(cast.village_clerk, settlement=held.pk, reason="公安还没改", expires_on=until(100))
    actions.decide_exemption(cast.township_clerk, settlement=wanted.pk, approve=False, note="到期再说")
    held.refresh_from_db()
    assert (the("id_name").state, held.state) == ("exempt", "approved")


@pytest.mark.parametrize(("days", "words"), [(20, "更晚"), (10, "更晚"), (400, "最长一年"), (0, "晚于今天")])
def test_a_renewal_ends_later_and_within_a_year(cast: County, days: int, words: str) -> None:
    held = exempt(cast)
    with pytest.raises(Refused, match=words):
        actions.renew_exemption(cast.village_clerk, settlement=held.pk, reason="公安还没改", expires_on=until(days))


# --- boards ---

def test_the_board_counts_by_family_and_remembers_the_runs_before(many: County) -> None:
    [line] = [one for one in queries.board(many.township_clerk, TOWNSHIP) if one.place.code == VILLAGE]
    assert (line.families[1].unsettled, line.families[1].new, line.whole.must, line.trend.points) == (5, 5, 5, (5,))
    together(many.county_officer, "accept", VILLAGE)
    actions.run_checks(PROGRAM, at=COUNTY)
    [line] = [one for one in queries.board(many.township_clerk, TOWNSHIP) if one.place.code == VILLAGE]
    assert (line.families[1].unsettled, line.families[1].gone, line.trend.points, line.trend.before) == (0, 5, (5, 0), 5)
    assert RunTally.objects.filter(place_code=VILLAGE).count() == 2
    actions.run_checks(PROGRAM, at=TOWNSHIP)
    trends = queries.trends_of(PROGRAM, COUNTY, [TOWNSHIP, FAR_VILLAGE[:9]])
    assert trends[TOWNSHIP].points == (5, 0, 0) and trends[FAR_VILLAGE[:9]].points == (1, 1), "a run over one township says nothing of the other"


def test_the_board_of_a_stranger_is_empty(many: County) -> None:
    assert sum(one.whole.unsettled for one in queries.board(many.stranger, COUNTY)) == 0
    assert queries.kinds(many.auditor, COUNTY) == []
    assert [(one.slug, one.tally.unsettled) for one in queries.kinds(many.township_clerk, TOWNSHIP)] == [("id_name", 5)]


@pytest.mark.parametrize(("narrow", "found"), [
    (queries.Narrow(family="人证相符"), 5), (queries.Narrow(family="身份"), 0), (queries.Narrow(level="must"), 5), (queries.Narrow(level="check"), 0),
    (queries.Narrow(mark="new"), 5), (queries.Narrow(mark="back"), 0), (queries.Narrow(source="village_ledger"), 5), (queries.Narrow(source="deceased_list"), 0),
    (queries.Narrow(check="id_name", fault="one_off"), 5), (queries.Narrow(overdue=True), 0), (queries.Narrow(state="gone"), 0),
])
def test_a_list_is_narrowed_down(many: County, narrow: queries.Narrow, found: int) -> None:
    assert len(queries.findings(many.village_clerk, place=VILLAGE, narrow=narrow)) == found == queries.count(many.village_clerk, place=VILLAGE, narrow=narrow)


def test_what_stands_longer_than_its_level_allows_is_overdue(many: County, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(days=16)
    monkeypatch.setattr(timezone, "now", lambda: later)
    rows = queries.findings(many.village_clerk, place=VILLAGE, narrow=queries.Narrow(overdue=True))
    assert len(rows) == 5 and all(one.is_overdue and one.days == 16 for one in rows)
    actions.accept_source(many.village_clerk, finding=rows[0].id)
    assert queries.count(many.village_clerk, place=VILLAGE, narrow=queries.Narrow(overdue=True)) == 4


def test_before_and_behind_one_go_round(many: County) -> None:
    rows = queries.findings(many.village_clerk, place=VILLAGE)
    ids = [one.id for one in rows]
    assert [queries.next_open(many.village_clerk, one) for one in rows] == [*ids[1:], ids[0]]
    assert [queries.previous_open(many.village_clerk, one) for one in rows] == [ids[-1], *ids[:-1]]
