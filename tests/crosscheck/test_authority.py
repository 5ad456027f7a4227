"""Stories of 谁说了算: a county puts the sources of a column in another order, or believes one no more; runs, marks and offers go by it, and can be repeated."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangfu.crosscheck import actions, believed, changes, engine, orders, queries
from bangfu.crosscheck.accepting import offer_of
from bangfu.crosscheck.changes import base_of
from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import AuthoritySetting, Cell, Finding
from bangfu.crosscheck.queries.contradictions import SaidCell
from bangfu.crosscheck.reading import found_again
from bangfu.crosscheck.sources import authority_told, weightier
from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.registry.models import PersonRecord
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, County
from tests.crosscheck.lists import P, deliver, number
from tests.crosscheck.test_views import signed_in, text

pytestmark = pytest.mark.once   # what is believed is rows like any other, which tests/crosscheck/test_settling.py writes on both

QIN, WEI = number(11), number(24, date(1982, 2, 2))
POLICE, PUPILS, CITY, LEDGER = "household_registration", "pupils", "city_persons", "village_ledger"
LEDGER_FIRST = [LEDGER, POLICE, PUPILS, CITY]


def said(nation: str, name: str = "覃天明") -> P:
    return P("H1", name, QIN, extra=(("nation", nation),))


@pytest.fixture
def cast(county: County) -> County:
    """A head who is Han in the register, Zhuang for the police, Miao in the ledger of the village."""
    deliver("national_persons", [said("汉族")])
    deliver(POLICE, [said("壮族")])
    deliver(LEDGER, [said("苗族")])
    actions.run_checks(PROGRAM, at=COUNTY)
    return county


def put(cast: County, wanted: list[str] = LEDGER_FIRST, *, column: str = "nation", reason: str = "台账刚逐户核过") -> AuthoritySetting:
    return actions.change_authority(cast.county_officer, column=column, believed=wanted, reason=reason)


def about_nation(state: str = "open") -> list[str]:
    return sorted(one for one in Finding.objects.filter(state=state).values_list("check_slug", flat=True) if one.endswith("_nation"))


def test_the_next_run_hears_them_in_the_new_order_and_is_repeated_so(cast: County) -> None:
    assert about_nation() == [f"differs_{POLICE}_nation"], "the police are heard first"
    put(cast)
    run = actions.run_checks(PROGRAM, at=COUNTY)
    assert (about_nation(), about_nation("gone")) == ([f"differs_{LEDGER}_nation"], [f"differs_{POLICE}_nation"])
    put(cast, [POLICE, PUPILS, CITY, LEDGER], reason="还是听公安的")
    assert engine.digest(found_again(run.pk)) == run.digest, "in the order it was made in"
    actions.run_checks(PROGRAM, at=COUNTY)
    assert about_nation() == [f"differs_{POLICE}_nation"] and verify().whole


def test_one_that_is_not_believed_is_not_held_against_the_register(cast: County) -> None:
    put(cast, [PUPILS, CITY])
    run = actions.run_checks(PROGRAM, at=COUNTY)
    assert about_nation() == [] and f"differs_{POLICE}_nation" not in run.checks and f"differs_{POLICE}_sex" in run.checks
    assert engine.digest(found_again(run.pk)) == run.digest


def test_the_first_of_the_file_put_behind_is_still_said_to_differ_where_the_others_agree_with_the_register(county: County) -> None:
    deliver("national_persons", [said("汉族")])
    deliver(POLICE, [said("壮族")])
    deliver(LEDGER, [said("汉族")])
    put(county)
    actions.run_checks(PROGRAM, at=COUNTY)
    assert about_nation() == [f"differs_{POLICE}_nation"]


def test_what_changed_only_is_not_looked_at_alone_once_the_order_is_another(cast: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MARGIN", timedelta(0))
    assert base_of(COUNTY) is not None
    put(cast)
    assert base_of(COUNTY) is None


def test_what_another_order_would_find_is_told_before(cast: County) -> None:
    told = queries.preview_authority(cast.county_officer, "nation", wanted=LEDGER_FIRST)
    assert told and (told.now, told.then, told.more, told.fewer) == (1, 1, 1, 1)
    assert "村台账是“苗族”" in told.more_examples[0] and "公安" in told.fewer_examples[0]
    none = queries.preview_authority(cast.county_officer, "nation", wanted=[PUPILS])
    assert none and (none.then, none.more, none.fewer) == (0, 0, 1)
    put(cast)
    back = queries.preview_authority(cast.county_officer, "nation", wanted=list(authority_told()["nation"]))
    assert back and (back.now, back.then, back.more, back.fewer) == (1, 1, 1, 1), "what the run read, in the order that holds, against the one of the file"
    assert queries.preview_authority(cast.stranger, "nation", wanted=list(authority_told()["nation"])) is None, "no run of theirs was read"


def test_marks_and_offers_follow_the_order_at_once(cast: County) -> None:
    deliver(LEDGER, [said("苗族", "覃天朋")])
    deliver(POLICE, [said("壮族", "覃天鹏")])
    actions.run_checks(PROGRAM, at=COUNTY)
    household = PersonRecord.objects.get(**NOW.filters(), name="覃天明").household_id
    assert starred(cast, household) == {"姓名": POLICE, "民族": POLICE} and offered() == POLICE
    put(cast)
    put(cast, [LEDGER, *(one for one in authority_told()["name"] if one not in (LEDGER, POLICE))], column="name")
    assert starred(cast, household) == {"姓名": LEDGER, "民族": LEDGER} and offered() == LEDGER


def starred(cast: County, household: Any) -> dict[str, str]:
    """Which list bears the star in the lines of the head in which lists speak."""
    told = queries.contradictions(cast.village_clerk, household)
    assert told
    cells: list[tuple[str, str, SaidCell]] = [
        (line.word, source.slug, cell) for line in told.parts[0].lines for source, cell in zip(told.sources, line.cells, strict=True) if cell]
    return {word: slug for word, slug, cell in cells if cell.authority and word in ("姓名", "民族")}


def offered() -> str:
    found = Finding.objects.get(check_slug="id_name", state="open")
    offer = offer_of(found, Cell.objects.filter(finding=found, edition=found.edition).order_by("position"))
    assert offer
    return offer.source


def test_who_put_them_so_when_and_why_is_kept(cast: County) -> None:
    put(cast, reason="先听台账")
    put(cast, [POLICE], reason="别的都不听")
    told = [(one.believed, one.left_out, one.reason, one.is_held) for one in queries.authority_story(cast.village_clerk, "nation")]
    assert [one[2:] for one in told] == [("别的都不听", True), ("先听台账", False)] and told[0][0] == ("公安户籍增减名单",)
    row = queries.authority_row(cast.village_clerk, "nation")
    assert row and row.is_own and (row.changed_by, row.reason, len(row.left_out)) == (cast.county_officer.name, "别的都不听", 3)
    entry = Entry.objects.filter(verb="authority.changed").latest("number")
    assert (entry.subject_id, entry.reason, entry.place_code) == ("nation", "别的都不听", COUNTY)
    assert AuthoritySetting.objects.count() == 2, "what was set before stays"


def test_a_source_a_later_version_knows_is_believed_behind_those_that_were_put() -> None:
    row = AuthoritySetting(column="nation", believed=f"{CITY} {POLICE}", left_out=PUPILS)
    assert believed.order_of(row, "nation") == (CITY, POLICE, LEDGER)


@pytest.mark.parametrize(("otherwise", "says"), [
    ({"reason": " "}, "理由"), ({"wanted": list(authority_told()["nation"])}, "没有要改"), ({"wanted": []}, "至少要采信一个"),
    ({"wanted": ["vehicles"]}, "不说这一项"), ({"wanted": [POLICE, POLICE]}, "重复"), ({"column": "nothing"}, "没有这一项"),
])
def test_a_refused_change_leaves_everything_as_it_was(county: County, otherwise: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        put(county, **otherwise)
    assert not AuthoritySetting.objects.exists()


def test_only_the_county_puts_them_in_order(cast: County) -> None:
    for by in (cast.village_clerk, cast.township_clerk, cast.administrator, cast.auditor):
        with pytest.raises(Forbidden):
            actions.change_authority(by, column="nation", believed=LEDGER_FIRST, reason="不想看")
        with pytest.raises(Forbidden):
            queries.preview_authority(by, "nation", wanted=LEDGER_FIRST)
    assert queries.authority_rows(cast.auditor) == [] and queries.authority_row(cast.auditor, "nation") is None


def test_a_run_hears_in_the_order_among_its_numbers_and_whoever_is_not_believed_last() -> None:
    put_so = orders.heard_in(orders.placed("nation", LEDGER_FIRST))
    assert weightier("nation", POLICE, put_so) == (LEDGER,) and put_so["sex"] == authority_told()["sex"]
    assert weightier("nation", POLICE, orders.heard_in({})) == () and orders.heard_in({}) == authority_told()
    alone = orders.placed("nation", [CITY])
    assert orders.heard_in(alone)["nation"] == (CITY, *(one for one in authority_told()["nation"] if one != CITY)) and orders.believed_in(alone)["nation"] == (CITY,)


def test_every_list_with_authority_has_checks_the_order_decides() -> None:
    for column, slugs in authority_told().items():
        found = {check.slug for check in believed.checks_about(column)}
        if column in ("name", "id_number"):
            assert found == {"id_name"}
        else:
            assert {f"differs_{slug}_{column}" for slug in slugs} <= found <= {f"{kind}_{slug}_{column}" for kind in ("differs", "wrong_in") for slug in slugs}
            assert {check.slug for check in CHECKS.values() if "outspoken" in check.where and f"、{column}、" in check.where} <= found


def test_the_page_previews_and_changes(cast: County) -> None:
    client = signed_in(cast, "county_officer")
    page = text(client.get("/checks/authority/"))
    assert "民族" in page and "改过 0 项" in page and "住房面积" in page
    sent = {f"place_{LEDGER}": "1", f"place_{POLICE}": "2", f"place_{PUPILS}": "", f"place_{CITY}": "7"}
    told = text(client.post("/checks/authority/nation/preview/", sent))
    assert "多 1 条，少 1 条" in told and "苗族" in told and not AuthoritySetting.objects.exists()
    assert client.post("/checks/authority/nation/change/", sent).status_code == 409
    for wrong, words in (({f"place_{CITY}": "1"}, "排在同一位"), (dict.fromkeys(sent, ""), "至少要采信一个")):
        response = client.post("/checks/authority/nation/change/", sent | wrong | {"reason": "县里定的"})
        assert response.status_code == 409 and words in text(response)
        assert client.post("/checks/authority/nation/preview/", sent | wrong).status_code == 409
    assert client.post("/checks/authority/nation/change/", sent | {"reason": "县里定的"}).status_code == 303
    row = AuthoritySetting.objects.get()
    assert (row.believed, row.left_out, row.valid_from) == (f"{LEDGER} {POLICE} {CITY}", PUPILS, timezone.localdate())
    assert "县里定的" in text(client.get("/checks/authority/nation/")) and "改过 1 项" in text(client.get("/checks/authority/"))
    assert client.get("/checks/authority/nothing/").status_code == 404
    clerk = signed_in(cast, "village_clerk")
    shown = text(clerk.get("/checks/authority/nation/"))
    assert "村台账" in shown and "先看效果" not in shown and clerk.post("/checks/authority/nation/change/", sent).status_code == 403


def test_the_police_are_said_to_be_right_only_where_they_are_heard_first(cast: County) -> None:
    deliver(POLICE, [said("汉族", "覃天朋")])
    deliver(LEDGER, [said("汉族", "覃天鹏")])
    actions.run_checks(PROGRAM, at=COUNTY)
    assert "以公安为准" in Finding.objects.get(check_slug="id_name", state="open").reason
    put(cast, [LEDGER, *(one for one in authority_told()["name"] if one != LEDGER)], column="name")
    actions.run_checks(PROGRAM, at=COUNTY)
    told = Finding.objects.get(check_slug="id_name", state="open").reason
    assert "村台账里是覃天鹏" in told and "以公安为准" not in told
