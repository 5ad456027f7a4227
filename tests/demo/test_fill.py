"""The demo county taken in through the doors of an office: every mistake put into its lists is found, and nothing else is."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
from bangfu.demo.days import AS_OF
from bangfu.demo.errors.inject import KINDS as KINDS_OF
from bangfu.demo.fill import Filled, fill, logins
from bangfu.demo.places import COUNTY, townships
from bangfu.demo.slips import FAMILY, KINDS
from bangfu.demo.sources.catalogue import SOURCES
from bangfu.journal.readings import readings
from bangfu.journal.verify import verify
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for
from bangfu.registry.counts import differing
from bangfu.registry.models import PersonRecord
from bangfu.registry.queries import tally_persons
from bangfu.rules.refusal import Refused
from tests.bench.truth import Measure, measured

pytestmark = pytest.mark.once   # the demo on the other ground is filled in tests/config
SEED = 7
LISTED = {kind.check for kind in KINDS.values()}   # the checks that slips in the lists are made for
FIRST = townships("township")[0].code
TODAY = AS_OF   # who looks at the lists later finds people who grew older


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
    """Filled once for this file, in a transaction that is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patched:
            _alone(patched)
            filled = fill(tmp_path_factory.mktemp("filled"), "township", SEED, lambda line: None)
        yield _told(filled)
        transaction.set_rollback(True)


def _alone(patched: pytest.MonkeyPatch) -> None:
    """As in an empty database, on the day of the lists: the cast of the tests makes room for the demo's."""
    User.objects.update(username=Concat(Value("else."), "username"))
    patched.setattr("bangfu.work.worker.close_old_connections", lambda: None)
    patched.setattr("bangfu.demo.fill.User", SimpleNamespace(objects=User.objects.none()))
    patched.setattr("django.utils.timezone.localdate", lambda *given: TODAY)


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


def test_every_mistake_is_found_of_kinds_that_are_known_and_of_those_that_are_not(told: Told) -> None:
    assert [(one["kind"], one["household"], one["field"]) for one in told.measure.missed] == []
    assert {one["known"] for one in told.measure.made} == {True, False}


def test_what_nobody_can_know_has_its_reason_and_is_rare(told: Told) -> None:
    hidden = told.measure.hidden
    assert all(one["why"] for one in hidden) and len(hidden) <= 3
    assert all(KINDS_OF[one["kind"]].hidden == one["why"] for one in hidden)


def test_nothing_is_said_of_any_kind_that_only_looks_like_a_mistake(told: Told) -> None:
    assert [(one["kind"], said.check) for one, said in told.measure.loud] == []


def test_whatever_is_said_is_so(told: Told) -> None:
    """The demo's people are told without contradictions: what is said of them was put in, or is a fact of theirs."""
    assert [(said.level, said.check, said.reason) for said in told.measure.unexplained] == []


@pytest.mark.parametrize("seed", [20261126])
def test_a_clean_village_raises_nothing_but_what_is_so(seed: int, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Townships of these seeds, with all their mistakes, are measured by `make bench --only truth`."""
    with transaction.atomic():
        _alone(monkeypatch)
        measure = measured(fill(tmp_path, "village", seed, lambda line: None, rate=0).files.truth)
    assert measure.made == [] and [said.reason for said in measure.unexplained] == []
    assert measure.said and {said.level for said in measure.said} <= {"check"}


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


def test_the_auditor_sees_who_opened_which_files_and_only_those_who_may_have(told: Told) -> None:
    seen = readings(actor_for(User.objects.get(username="shenji")), limit=500)
    may = {one.name for one in told.filled.people if one.role not in ("administrator", "security_administrator", "auditor")}
    assert seen and {one.user_name for one in seen} <= may and any(one.post_title.endswith("信息员") for one in seen)


def test_a_database_that_is_in_use_is_never_filled(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="已经有账号"):
        fill(tmp_path, "village", 1, lambda line: None)
    assert list(tmp_path.iterdir()) == [] and cast("village", 1)
