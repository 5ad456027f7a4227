"""Each figure is what counting the rows by hand gives, at every place, for every day, as known on every day."""

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from bangfu.crosscheck.actions import request_run
from bangfu.crosscheck.checks import FAMILIES
from bangfu.crosscheck.models import Finding
from bangfu.facts.models import NOW, AsOf
from bangfu.organization.queries import places_reached
from bangfu.registry import actions as registry
from bangfu.registry.models import PersonRecord
from bangfu.reporting.indicators import INDICATORS
from bangfu.reporting.queries import figure, figures, figures_at_hand, rows_behind, trend
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.work.worker import sweep
from tests.county import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County, the_county
from tests.deliveries.office import DAY, applied, families, ledger, national, number, of
from tests.standing import world

LINES = [*families(), *families("下垟村", share=2, households=2), *families("柳树坪村", "柳溪乡", share=3, households=1)]
UNSETTLED = ("open", "corrected", "asked")


@world
def checked() -> None:
    """A register, a ledger that does not quite agree with it, and a run over both."""
    county = the_county()
    applied(county.county_officer, national(LINES))
    strangers = [LINES[0].but(household="8", name="韦大山", id_number=number(501)), LINES[9].but(household="9", name="罗大河", id_number=number(503))]
    applied(county.county_officer, ledger([one for one in LINES if one not in (LINES[1], LINES[10], LINES[17])] + strangers), layout="village_ledger")
    request_run(county.county_officer, at=COUNTY)
    sweep()


@pytest.fixture(autouse=True)
def _stands(checked: None) -> None:
    """Every test here stands on it."""


def counted(name: str, place: str) -> int:
    """By hand: every row looked at in Python."""
    under = CodeRange.under(place)
    if name == "open_findings":
        return sum(one.place_code in under and one.state in UNSETTLED for one in Finding.objects.all())
    rows = [one for one in PersonRecord.objects.filter(**NOW.filters()) if one.place_code in under]
    return len(rows) if name == "persons" else len({one.household_id for one in rows})


def values(by: object, days: AsOf = NOW, at: str = COUNTY) -> dict[str, int]:
    """The three first figures there ever were."""
    wanted = ("households", "persons", "open_findings")
    return {one.indicator.slug: one.value for one in figures(by, at=at, as_of=days) if one.indicator.slug in wanted}   # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["households", "persons", "open_findings"])
def test_a_figure_is_the_plain_count_of_rows_at_every_place(county: County, name: str) -> None:
    for place in places_reached(county.county_officer):
        found = figure(county.county_officer, name, at=place.code)
        assert found.value == counted(name, place.code), place
        assert {part.place.code: part.value for part in found.parts} == {part.place.code: counted(name, part.place.code) for part in found.parts}
        assert not found.parts or sum(part.value for part in found.parts) == found.value
    assert figure(county.county_officer, name, at=COUNTY).value > 0


def test_yesterday_s_figure_is_printed_again_after_today_s_corrections(county: County) -> None:
    printed, then = values(county.county_officer, AsOf(DAY)), timezone.now()
    whole = of(LINES[0].name, LINES[0].household).person_id
    registry.leave_register(county.village_clerk, person=whole, kind="never_in", on=DAY, reason="重复录入")
    for line in LINES[1:3]:
        gone = of(line.name, line.household).person_id
        registry.leave_register(county.village_clerk, person=gone, kind="moved_out", on=DAY + timedelta(20), reason="迁往外县")
    assert printed == {"households": 6, "persons": 18}
    assert values(county.county_officer, AsOf(DAY, then)) == printed, "as it was printed"
    assert values(county.county_officer, AsOf(DAY)) == {"households": 6, "persons": 17}, "as it should have been"
    assert values(county.county_officer, AsOf(DAY + timedelta(20))) == {"households": 5, "persons": 15}
    assert {name: values(county.county_officer)[name] for name in printed} == {"households": 5, "persons": 15}
    assert values(county.county_officer, AsOf(None, then))["persons"] == 18
    assert values(county.county_officer, AsOf(DAY - timedelta(1))) == {"households": 0, "persons": 0}


def test_a_past_day_is_counted_where_people_lived_then(county: County) -> None:
    later = DAY + timedelta(31)
    applied(county.county_officer, national([one.but(village="下垟村") if one in LINES[:3] else one for one in LINES]), day=later)
    def parts(day: object) -> dict[str, int]:
        return {part.place.name: part.value for part in figure(county.county_officer, "persons", at=TOWNSHIP, as_of=AsOf(day)).parts}   # type: ignore[arg-type]

    assert parts(DAY) == {"上垟村": 9, "下垟村": 6, "石门村": 0} and parts(later) == {"上垟村": 6, "下垟村": 9, "石门村": 0}


def test_a_trend_says_of_each_day_what_the_figure_of_that_day_says(county: County) -> None:
    gone = of(LINES[1].name, LINES[1].household).person_id
    registry.leave_register(county.village_clerk, person=gone, kind="moved_out", on=DAY + timedelta(20), reason="迁往外县")
    applied(county.county_officer, national([one.but(village="下垟村") if one in LINES[:3] else one for one in LINES]), day=DAY + timedelta(31))
    days = [DAY + timedelta(many) for many in (-1, 0, 20, 31)]
    told = {name: [value for _, value in trend(county.county_officer, name, at=TOWNSHIP, days=days)] for name, one in INDICATORS.items() if one.dated}
    assert told["persons"] == [0, 15, 14, 15] and told["households"] == [0, 5, 5, 5]
    single = [{one.indicator.slug: one.value for one in figures(county.county_officer, at=TOWNSHIP, as_of=AsOf(day))} for day in days]
    assert told == {name: [day[name] for day in single] for name in told}
    assert [value for _, value in trend(county.village_clerk, "persons", at=VILLAGE, days=days)] == [0, 9, 8, 6]


def test_the_villages_of_a_township_add_up_to_it_on_every_day_though_some_moved(county: County) -> None:
    """A status is told where the household lay then; in a village only the spells of its own are looked through, in a township all."""
    for nth in (0, 3, 9):
        registry.give_status(
            county.township_clerk, household=of(LINES[nth].name, LINES[nth].household).household_id, family="assisted", word="脱贫户", since=DAY,
            document="青帮〔2026〕1号",
        )
    later, days = DAY + timedelta(31), [DAY, DAY + timedelta(20), DAY + timedelta(31)]
    applied(county.county_officer, national([one.but(village="下垟村") if one in LINES[:3] else one for one in LINES]), day=later)
    for name, here, whole in (("lifted_households", [2, 2, 1], 3), ("lifted_persons", [6, 6, 3], 9)):
        below = {part.place.code: trend(county.township_clerk, name, at=part.place.code, days=days) for part in figure(county.township_clerk, name, at=TOWNSHIP).parts}
        assert [value for _, value in below[VILLAGE]] == here
        assert [sum(told[nth][1] for told in below.values()) for nth in range(3)] == [whole] * 3 == [value for _, value in trend(
            county.township_clerk, name, at=TOWNSHIP, days=days)]
        assert figure(county.village_clerk, name, at=VILLAGE, as_of=AsOf(DAY)).value == here[0] and len(rows_behind(
            county.village_clerk, name, at=VILLAGE, as_of=AsOf(later)).rows) == here[2]


def test_the_past_and_a_county_not_yet_counted_are_not_at_hand(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    by = county.county_officer
    found = figures_at_hand(by, at=COUNTY)
    assert found and {one.indicator.slug: one.value for one in found} == {one.indicator.slug: one.value for one in figures(by, at=COUNTY)}
    assert figures_at_hand(by, at=COUNTY, as_of=AsOf(DAY)) is None
    monkeypatch.setattr("bangfu.reporting.queries.MOST_OLD", 0)
    assert figures_at_hand(by, at=COUNTY) is None
    with pytest.raises(Refused, match="管辖范围"):
        figures_at_hand(county.stranger, at=COUNTY)


def test_what_is_known_for_now_only_is_refused_for_a_past_day(county: County) -> None:
    for days in (AsOf(DAY), AsOf(None, timezone.now()), AsOf(timezone.localdate())):
        with pytest.raises(Refused, match="只有当前值"):
            figure(county.county_officer, "open_findings", at=COUNTY, as_of=days)
    assert "open_findings" in values(county.county_officer) and "open_findings" not in values(county.county_officer, AsOf(DAY))


def test_a_figure_nobody_declared_is_refused_with_those_there_are(county: County) -> None:
    with pytest.raises(Refused, match="没有“happiness”"):
        figure(county.county_officer, "happiness", at=COUNTY)


@pytest.mark.parametrize("who", ["administrator", "auditor", "former", "nobody"])
def test_figures_are_for_posts_that_may_look_at_them(county: County, who: str) -> None:
    for name in ("persons", "open_findings", "unmaskings"):
        with pytest.raises(Forbidden):
            figure(getattr(county, who), name, at=COUNTY)
        with pytest.raises(Forbidden):
            rows_behind(getattr(county, who), name, at=COUNTY)


@pytest.mark.parametrize(("who", "at"), [("neighbour", TOWNSHIP), ("neighbour", VILLAGE), ("stranger", COUNTY), ("stranger", VILLAGE), ("village_clerk", "990121001002")])
def test_a_place_out_of_reach_has_no_figures(county: County, who: str, at: str) -> None:
    for name in ("persons", "open_findings", "deliveries"):
        with pytest.raises(Refused, match="管辖范围"):
            figure(getattr(county, who), name, at=at)
        with pytest.raises(Refused, match="管辖范围"):
            rows_behind(getattr(county, who), name, at=at)


def test_each_counts_what_they_reach(county: County) -> None:
    assert values(county.township_clerk, at=TOWNSHIP)["persons"] == 15 and values(county.village_clerk, at=VILLAGE)["persons"] == 9
    assert values(county.neighbour, at=OTHER_TOWNSHIP)["persons"] == 3
    assert [part.place.code for part in figure(county.neighbour, "persons", at=COUNTY).parts] == [OTHER_TOWNSHIP]


def test_every_check_that_spoke_is_in_the_figure(county: County) -> None:
    by_check = Counter(Finding.objects.values_list("check_slug", flat=True))
    assert by_check["surplus"] == 3 and by_check["missing"] == 2
    assert values(county.county_officer)["open_findings"] == by_check.total()


def test_open_findings_are_told_apart_by_family_by_age_and_by_what_became_of_them(county: County) -> None:
    first, second, third = Finding.objects.order_by("id")[:3]
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    for one, days in ((first, 7), (second, 8), (third, 91)):
        Finding.objects.filter(pk=one.pk).update(first_found_at=today - timedelta(days=days))
    Finding.objects.filter(pk=third.pk).update(state="asked")
    told = {one.indicator.slug: one.value for one in figures(county.county_officer, at=COUNTY)}
    whole = told["open_findings"]
    assert sum(told[f"findings_of_family_{nth}"] for nth, _ in enumerate(FAMILIES, start=1)) == whole
    assert [told[f"findings_{age}_days"] for age in ("up_to_7", "8_to_30", "31_to_90", "over_90")] == [whole - 2, 1, 0, 1]
    assert (told["old_findings"], told["waiting_findings"], told["asked_findings"], told["corrected_findings"]) == (1, whole - 1, 1, 0)
    assert len(rows_behind(county.county_officer, "findings_up_to_7_days", at=COUNTY).rows) == whole - 2
