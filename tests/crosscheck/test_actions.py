"""Stories of findings: found, corrected or exempted, gone, back; and who may say so."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bangfu.crosscheck import actions, engine
from bangfu.crosscheck.models import Cell, Finding, Run, Settlement
from bangfu.crosscheck.reading import found_again
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County
from tests.crosscheck.lists import DAY, P, deliver, number

QIN, WEI, SON = number(11), number(24, date(1982, 2, 2)), number(35, date(2005, 3, 3))
FAMILY = [P("H1", "覃天明", QIN), P("H1", "韦小花", WEI, "配偶"), P("H1", "覃小明", SON, "之子")]
FAR_HEAD = P("H9", "农大山", number(91), village=FAR_VILLAGE)


@pytest.fixture
def cast(county: County) -> County:
    """A family in the village and a head in a far one, as the national list has them."""
    deliver("national_persons", [*FAMILY, FAR_HEAD])
    return county


def wrong_name() -> None:
    """The village ledger writes the head with another name, and has everybody else."""
    deliver("village_ledger", [P("H1", "覃天朋", QIN), *FAMILY[1:]])


def the_finding() -> Finding:
    return Finding.objects.get()


def person(name: str) -> PersonRecord:
    return PersonRecord.objects.get(**NOW.filters(), name=name)


def settle_name(by: Actor = PROGRAM, name: str = "覃天朋") -> Settlement:
    return actions.correct_finding(by, finding=the_finding().pk, how="fix_name", values={"name": name}, reason="看了户口簿")


def test_a_finding_is_corrected_and_the_next_run_says_it_is_gone(cast: County) -> None:
    wrong_name()
    first = actions.run_checks(PROGRAM, at=COUNTY)
    assert (first.new, first.still, first.gone) == (1, 0, 0)
    assert the_finding().reason == "同一个证件号码，名册上是覃天明，村台账里是覃天朋。"
    settle_name()
    assert the_finding().state == "corrected"
    assert person("覃天朋").origin_kind == "finding"
    second = actions.run_checks(PROGRAM, at=COUNTY)
    assert (second.new, second.still, second.gone) == (0, 0, 1)
    assert (the_finding().state, the_finding().mark) == ("gone", "gone")
    assert verify().whole


def test_a_finding_that_comes_back_keeps_its_settlements(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    settle_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", FAMILY)
    actions.run_checks(PROGRAM, at=COUNTY)
    back = the_finding()
    assert (back.state, back.mark, back.times_back, back.gone_at) == ("open", "back", 1, None)
    assert [one.kind for one in back.settlements.all()] == ["correction"]
    assert verify().whole


def test_a_correction_that_does_not_help_opens_the_finding_again(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    settle_name(name="覃大明")
    second = actions.run_checks(PROGRAM, at=COUNTY)
    assert (second.new, second.gone) == (1, 1), "the values are others now, so it is another finding"


def test_the_same_run_twice_changes_only_the_marks(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    before = list(Finding.objects.values("id", "reason", "state", "edition", "first_found_at"))
    second = actions.run_checks(PROGRAM, at=COUNTY)
    assert list(Finding.objects.values("id", "reason", "state", "edition", "first_found_at")) == before
    assert [the_finding().mark, second.still, Cell.objects.count()] == ["still", 1, 3]
    entries = Entry.objects.count()
    actions.run_checks(PROGRAM, at=COUNTY)
    assert Finding.objects.filter(marked_in=second).exists(), "a third run has nothing to say about it"
    assert Entry.objects.count() == entries + 2, "begun and finished"


def test_a_run_over_one_township_leaves_the_others_alone(cast: County) -> None:
    deliver("village_ledger", [*FAMILY, P("H9", "农小山", number(91), village=FAR_VILLAGE)])
    assert actions.run_checks(PROGRAM, at=TOWNSHIP).new == 0
    assert actions.run_checks(PROGRAM, at=OTHER_TOWNSHIP).new == 1
    assert the_finding().place_code == FAR_VILLAGE


def test_findings_outside_the_run_are_not_called_gone(cast: County) -> None:
    deliver("village_ledger", [*FAMILY, P("H9", "农小山", number(91), village=FAR_VILLAGE)])
    actions.run_checks(PROGRAM, at=COUNTY)
    deliver("village_ledger", [FAR_HEAD])
    actions.run_checks(PROGRAM, at=TOWNSHIP)
    assert (the_finding().state, the_finding().mark) == ("open", "new")


def test_a_finding_follows_its_person_to_another_village(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    deliver("national_persons", [P("H1", "覃天明", QIN, village=NEXT_VILLAGE)])
    run = actions.run_checks(PROGRAM, at=COUNTY)
    moved = Finding.objects.get(check_slug="id_name")
    assert (moved.place_code, moved.place_then, moved.mark) == (NEXT_VILLAGE, VILLAGE, "still")
    assert run.gone == 0


def test_a_run_is_repeated_to_the_row_after_everything_has_changed(cast: County) -> None:
    wrong_name()
    run = actions.run_checks(PROGRAM, at=COUNTY)
    found = found_again(run.pk)
    settle_name()
    deliver("village_ledger", [FAMILY[1]])
    assert engine.digest(found_again(run.pk)) == run.digest == engine.digest(found)
    assert [one.identity for one in found] == [the_finding().identity]
    assert engine.digest(found_again(actions.run_checks(PROGRAM, at=COUNTY).pk)) != run.digest


def test_a_killed_run_goes_on_behind_the_last_village_it_wrote(cast: County) -> None:
    deliver("village_ledger", [P("H1", "覃天朋", QIN), *FAMILY[1:], P("H9", "农小山", number(91), village=FAR_VILLAGE)])
    marks: list[str] = []

    def die(mark: str) -> None:
        if mark.endswith(FAR_VILLAGE):
            raise KeyboardInterrupt
        marks.append(mark)

    with pytest.raises(KeyboardInterrupt):
        actions.run_checks(PROGRAM, at=COUNTY, hold=die)
    assert Finding.objects.count() == 1
    run = actions.run_checks(PROGRAM, at=COUNTY, resume=marks[-1])
    assert (Run.objects.count(), run.new, run.still) == (1, 2, 0)
    assert set(Finding.objects.values_list("mark", flat=True)) == {"new"}
    assert verify().whole


def test_no_number_reaches_a_snapshot_or_a_finding(cast: County) -> None:
    wrong_name()
    run = actions.run_checks(PROGRAM, at=COUNTY)
    from bangfu.crosscheck import snapshot

    read = snapshot.in_memory(snapshot.kept(run.pk))
    kept = b"".join(str(one.to_pydict()).encode() for one in (read.register, read.households, *read.sources.values()))
    said = str([*Finding.objects.values(), *Cell.objects.values()]).encode()
    for secret in (QIN, WEI, SON, QIN[:17], QIN[6:]):
        assert secret.encode() not in kept + said


def ask(by: Actor, days: int = 90) -> Settlement:
    return actions.ask_exemption(
        by, finding=the_finding().pk, reason="曾用名，公安已出证明", expires_on=timezone.localdate() + timedelta(days=days),
    )


def test_an_exemption_holds_until_its_last_day_and_then_the_finding_comes_back(cast: County, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    asked = ask(cast.village_clerk)
    actions.decide_exemption(cast.township_clerk, settlement=asked.pk, approve=True)
    assert the_finding().state == "exempt"
    assert actions.run_checks(PROGRAM, at=COUNTY).exempt == 1
    assert the_finding().state == "exempt"
    later = timezone.now() + timedelta(days=91)
    monkeypatch.setattr(timezone, "now", lambda: later)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert (the_finding().state, the_finding().mark) == ("open", "back")


def test_who_asked_cannot_approve_whatever_their_post(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    officer = cast.county_officer
    asked = ask(officer)
    with pytest.raises(Refused, match="不能自己批"):
        actions.decide_exemption(officer, settlement=asked.pk, approve=True)
    assert the_finding().state == "asked"
    assert Settlement.objects.get().state == "asked"


def test_a_village_clerk_cannot_approve_and_a_neighbour_cannot_settle(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    neighbour = cast.neighbour
    with pytest.raises(Refused, match="管辖范围"):
        ask(neighbour)
    with pytest.raises(Refused, match="管辖范围"):
        settle_name(neighbour)
    asked = ask(cast.village_clerk)
    with pytest.raises(Forbidden):
        actions.decide_exemption(cast.village_clerk, settlement=asked.pk, approve=True)
    assert the_finding().state == "asked"


def test_a_declined_exemption_opens_the_finding_and_says_why(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    asked, township = ask(cast.village_clerk), cast.township_clerk
    with pytest.raises(Refused, match="意见"):
        actions.decide_exemption(township, settlement=asked.pk, approve=False)
    actions.decide_exemption(township, settlement=asked.pk, approve=False, note="请附公安证明")
    assert the_finding().state == "open"
    with pytest.raises(Refused):
        actions.decide_exemption(township, settlement=asked.pk, approve=True)
    assert [one.state for one in Settlement.objects.all()] == ["declined"]


def test_an_exemption_asked_for_lapses_when_its_finding_is_gone(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    ask(cast.village_clerk)
    deliver("village_ledger", FAMILY)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert (the_finding().state, Settlement.objects.get().state) == ("gone", "lapsed")
    assert verify().whole


@pytest.mark.parametrize(("days", "words"), [(0, "晚于今天"), (-1, "晚于今天"), (400, "最长一年")])
def test_an_exemption_ends_after_today_and_within_a_year(cast: County, days: int, words: str) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    with pytest.raises(Refused, match=words):
        ask(PROGRAM, days)
    assert (the_finding().state, Settlement.objects.count()) == ("open", 0)


@pytest.mark.parametrize(("how", "values", "reason"), [
    ("add", {}, "看了户口簿"),                                    # not offered for this check
    ("fix_name", {"name": "覃天朋"}, " "),                        # no reason
    ("fix_name", {"name": "覃天明"}, "看了户口簿"),               # nothing would change
    ("fix_id", {"id_number": QIN[:17] + "?"}, "看了户口簿"),      # not a number
])
def test_a_refused_correction_leaves_everything_as_it_was(cast: County, how: str, values: dict[str, str], reason: str) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    entries = Entry.objects.count()
    with pytest.raises(Refused):
        actions.correct_finding(PROGRAM, finding=the_finding().pk, how=how, values=values, reason=reason)
    assert (the_finding().state, Settlement.objects.count(), Entry.objects.count()) == ("open", 0, entries)
    assert person("覃天明").origin_kind == "delivered_row"


def test_somebody_the_finding_does_not_name_cannot_be_corrected_by_it(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    stranger = str(person("农大山").person_id)
    with pytest.raises(Refused, match="无关"):
        actions.correct_finding(PROGRAM, finding=the_finding().pk, how="fix_name", values={"name": "某", "person": stranger}, reason="看了户口簿")


def test_a_settled_finding_is_not_settled_twice(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    settle_name()
    with pytest.raises(Refused, match="已更正"):
        settle_name(name="覃天月")
    with pytest.raises(Refused, match="已更正"):
        ask(PROGRAM)
    assert Settlement.objects.count() == 1


def test_who_is_missing_is_added_and_who_is_dead_leaves(cast: County) -> None:
    daughter = P("H1", "覃小妹", number(46, date(2010, 5, 5)), "之女")
    deliver("village_ledger", [*FAMILY, daughter])
    deliver("deceased_list", [P("", "覃天明", QIN, "", extra=(("death_date", date(2026, 5, 1)),))])
    actions.run_checks(PROGRAM, at=COUNTY)
    missing, dead = Finding.objects.get(check_slug="missing"), Finding.objects.get(check_slug="surplus")
    assert dead.reason == "覃天明在死亡名单里（2026-05-01去世），名册里仍然在册。"
    actions.correct_finding(PROGRAM, finding=missing.pk, how="add", values={"household_number": "H1", "since": DAY}, reason="漏登")
    actions.correct_finding(PROGRAM, finding=dead.pk, how="leave", values={"kind": "died", "on": date(2026, 5, 1)}, reason="已火化")
    run = actions.run_checks(PROGRAM, at=COUNTY)
    assert {(one.check_slug, one.state) for one in Finding.objects.all()} == {
        ("missing", "gone"), ("surplus", "gone"), ("member_logic", "open"),
    }, "the household has no head any more, and that is said"
    assert (run.gone, run.new) == (2, 1)
    assert verify().whole


def test_a_list_delivered_again_with_the_same_fault_is_the_same_finding_on_newer_cells(cast: County) -> None:
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    wrong_name()
    actions.run_checks(PROGRAM, at=COUNTY)
    found = the_finding()
    assert (found.mark, found.edition) == ("still", 2)
    assert Cell.objects.filter(finding=found, edition=1).count() == Cell.objects.filter(finding=found, edition=2).count()
    assert verify().whole


def test_without_the_power_no_run_begins(cast: County) -> None:
    village = cast.village_clerk
    with pytest.raises(Forbidden):
        actions.run_checks(village, at=VILLAGE)
    with pytest.raises(Forbidden):
        actions.request_run(village, at=VILLAGE)
    with pytest.raises(Forbidden):
        actions.run_checks(cast.township_clerk, at=OTHER_TOWNSHIP)
    assert Run.objects.count() == 0


def test_asking_twice_for_a_run_asks_once(cast: County) -> None:
    township = cast.township_clerk
    assert actions.request_run(township, at=TOWNSHIP).pk == actions.request_run(township, at=TOWNSHIP).pk
