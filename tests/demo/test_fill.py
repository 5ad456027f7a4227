"""The demo county taken in through the doors of an office: every mistake put into its lists is found, and nothing else is."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from bangfu.crosscheck.models import Cell, Finding
from bangfu.deliveries.models import DeliveredRow, Delivery
from bangfu.demo.cast import cast
from bangfu.demo.fill import Filled, fill, logins
from bangfu.demo.places import COUNTY, townships
from bangfu.demo.slips import FAMILY, KINDS
from bangfu.demo.sources.catalogue import SOURCES
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.registry.counts import differing
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import tally_persons
from bangfu.rules.refusal import Refused
from tests.bench.truth import Measure, measured

SEED = 7
LISTED = {kind.check for kind in KINDS.values()}   # the checks that slips in the lists are made for
FIRST = townships("township")[0].code
TODAY = date(2026, 10, 9)   # the lists are of 30 September: who looks at them later finds people who grew older
ELSEWHERE = {"surplus_city_persons"}
# Kinds no check can see yet: items of income, the digits of a disability certificate, names without a birth or a number, rows of a list against another list
UNSEEN = {
    "support_without_money", "relief_without_money", "post_without_money", "work_without_money", "subsidy_of_nobody", "card_copied_down", "card_of_no_grade",
    "card_of_another_class", "card_shifted", "medical_shifted", "dead_draws_pension", "dead_on_relief", "one_account_of_relief", "near_name_no_number",
    "near_name_no_number_unknown", "temporary_number", "no_risk", "head_of_row_above", "nation_of_the_class", "not_in_city",
    "only_kept", "support_only_told", "work_measure_of_nobody", "one_nought_more", "relation_from_above",   # sometimes: it hangs on who else is in the household
}


@dataclass(frozen=True)
class Told:
    """A filled demo, with the slips of its first township, where all three lists are in force."""

    filled: Filled
    slips: list[dict[str, Any]]
    found: dict[str, set[str]]   # household number → checks that spoke of it
    refused: set[str]            # household numbers of rows that were sent back
    measure: Measure


@pytest.fixture(scope="module")
def told(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Filled once for this file, in a transaction that is undone. The cast of the tests makes room for the demo's."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.update(username=Concat(Value("else."), "username"))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("bangfu.work.worker.close_old_connections", lambda: None)
            patched.setattr("bangfu.demo.fill.User", SimpleNamespace(objects=User.objects.none()))   # as in an empty database
            patched.setattr("django.utils.timezone.localdate", lambda *given: TODAY)
            filled = fill(tmp_path_factory.mktemp("filled"), "township", SEED, lambda line: None)
        yield _told(filled)
        transaction.set_rollback(True)


def _told(filled: Filled) -> Told:
    slips = [one for one in json.loads(filled.files.truth.read_text())["slips"] if one["village"].startswith(FIRST)]
    homes = {str(one.person_id): one.household.number for one in PersonRecord.objects.select_related("household")}
    found = defaultdict(set)
    for one in Finding.objects.filter(place_code__startswith=FIRST):
        for household in {one.household_number, homes.get(one.subject_id, ""), *_others(one, homes)} - {""}:
            found[household].add(one.check_slug)
    rows = DeliveredRow.objects.filter(outcome="refused").values_list("household_number", flat=True)
    return Told(filled, slips, dict(found), set(rows), measured(filled.files.truth))


def _others(finding: Finding, homes: dict[str, str]) -> set[str]:
    """Households of others a finding names, and those of the delivered rows it rests on."""
    cells = Cell.objects.filter(finding=finding)
    rows = DeliveredRow.objects.filter(pk__in=[one.delivered_row for one in cells if one.delivered_row])
    return {homes.get(one.subject_id, "") for one in cells} | {one.household_number for one in rows}


def test_every_list_is_in_and_the_books_are_whole(told: Told) -> None:
    slugs = {"national_persons", "village_ledger", "deceased_list", *SOURCES}
    assert set(Delivery.objects.values_list("source__slug", "state")) == {(slug, "applied") for slug in slugs}
    assert Delivery.objects.count() == len(slugs) and verify().whole and differing() == {}


def test_what_the_export_says_of_those_without_a_slip_is_known_already(told: Told) -> None:
    """The register was founded with what the national system says; its rows change nothing but what somebody wrote wrong."""
    national = Delivery.objects.get(source__slug="national_persons")
    rows = DeliveredRow.objects.filter(delivery=national)
    truth = json.loads(told.filled.files.truth.read_text())
    wrong = {slip["person"] for slip in truth["slips"]} | {slip["other"] for slip in truth["slips"]}
    houses = {household for one in truth["contradictions"] for household in (one["household"], *one["others"])}
    assert rows.count() > 1400
    changed = rows.exclude(outcome="unchanged").exclude(household_number__in=houses)
    assert [row.person_number for row in changed if row.person_number not in wrong] == []


def test_everybody_there_is_stands_in_the_register_but_for_slips(told: Told) -> None:
    """By village: who is there in truth, less those no national list names, and with those it names twice."""
    truth = json.loads(told.filled.files.truth.read_text())
    wanted = {village: one["persons"] for village, one in truth["counts"]["on"]["2026-09-30"].items()}
    twice = {row.person_number: row.place_code for row in DeliveredRow.objects.all()}
    for slip in truth["slips"]:
        if slip["kind"] == "not_in_export":
            wanted[slip["village"]] -= 1
        if slip["kind"] == "registered_twice":
            wanted[twice[slip["other"]]] += 1
    for one in truth["contradictions"]:
        if one["kind"] in ("under_a_new_number", "twins"):
            wanted[twice[one["other"]]] += 1
    assert tally_persons(PROGRAM, place=COUNTY, length=12) == wanted
    assert sum(wanted.values()) > 8000


def test_every_slip_is_found_by_the_check_that_has_to(told: Told) -> None:
    missed = []
    for slip in told.slips:
        check, found = slip["expected_check"], told.found.get(slip["household"], set())
        if check == "refused" and slip["household"] not in told.refused or check not in ("none", "refused") and check not in found:
            missed.append((slip["kind"], slip["household"], sorted(found)))
    assert missed == []


def test_nothing_is_said_of_what_only_looks_like_a_mistake(told: Told) -> None:
    quiet = [slip for slip in told.slips if slip["expected_check"] == "none"]
    assert quiet
    assert [(slip["kind"], found) for slip in quiet if (found := told.found.get(slip["household"], set()) & {"id_name", "id_number"})] == []


def test_nothing_is_found_that_no_slip_explains(told: Told) -> None:
    national = {row.person_number: row.household_number for row in DeliveredRow.objects.exclude(person_number="")}
    explained: dict[str, set[str]] = defaultdict(set)
    for slip in told.slips:
        for household in (slip["household"], national.get(slip["other"], "")):
            explained[household] |= {slip["expected_check"], *slip["also"]}
    for one in json.loads(told.filled.files.truth.read_text())["contradictions"]:
        for household in (one["household"], *one["others"], national.get(one["other"], "")):
            explained[household] |= {check for check, family in FAMILY.items() if family in (*one["families"], *one["also"])}
    extra = {household: (checks & LISTED) - explained[household] for household, checks in told.found.items() if (checks & LISTED) - explained[household]}
    assert extra == {}


def test_every_kind_of_mistake_is_found_but_those_that_no_check_can_see_yet(told: Told) -> None:
    assert {one["kind"] for one in told.measure.missed} <= UNSEEN


def test_nothing_is_said_of_any_kind_that_only_looks_like_a_mistake(told: Told) -> None:
    assert [(one["kind"], said.check) for one, said in told.measure.loud if said.check not in ELSEWHERE] == []


def test_whatever_must_be_put_right_was_put_in(told: Told) -> None:
    """The demo's people are told without contradictions: what else is said of them is what a clerk would go and look at, and it is little."""
    assert [(said.check, said.reason) for said in told.measure.unexplained if said.level == "must"] == []
    rest = Counter(said.check for said in told.measure.unexplained if said.check not in ELSEWHERE)
    assert sum(rest.values()) < 100 and all(many < 20 for many in rest.values()), rest


def test_every_check_has_something_to_show(told: Told) -> None:
    assert {slip["expected_check"] for slip in told.slips} == {kind.check for kind in KINDS.values()}
    assert {check for checks in told.found.values() for check in checks} & LISTED == {kind.check for kind in KINDS.values()} - {"none", "refused"}


def test_where_no_ledger_is_in_nobody_is_missing_or_too_many_by_it(told: Told) -> None:
    elsewhere = Finding.objects.exclude(place_code__startswith=FIRST)
    assert elsewhere.exists() and not elsewhere.filter(check_slug="missing").exists()
    assert not elsewhere.filter(check_slug="surplus", fault="not_in_ledger").exists()


def test_everybody_of_the_cast_may_sign_in_and_one_a_role_is_shown(told: Told) -> None:
    assert {one.username for one in told.filled.people} <= set(User.objects.values_list("username", flat=True))
    shown = logins(told.filled.people)
    assert len(shown) == len({one.role for one in told.filled.people}) and shown[0][0] == "xian"


def test_a_database_that_is_in_use_is_never_filled(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经有账号"):
        fill(tmp_path, "village", 1, lambda line: None)
    assert list(tmp_path.iterdir()) == [] and cast("village", 1)
