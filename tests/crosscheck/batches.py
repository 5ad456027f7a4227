"""A village with findings, and batches of its forms, for the tests of paper."""

import io
from datetime import date
from typing import Any

import pypdf
from django.test import Client
from django.utils import timezone

from bangfu.crosscheck import actions as checks
from bangfu.crosscheck import collection_actions as actions
from bangfu.crosscheck import collection_queries as queries
from bangfu.crosscheck.collecting import Wanted
from bangfu.crosscheck.collection_actions import LineSaid
from bangfu.crosscheck.collection_queries import BatchRow, FormFile
from bangfu.crosscheck.models import CollectionForm
from bangfu.organization.actor import PROGRAM, Actor
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County
from tests.crosscheck.lists import P, deliver, number

QIN, WEI, OTHER, QUIET = number(11), number(24, date(1982, 2, 2)), number(57, date(1975, 5, 5)), number(81, date(1969, 9, 9))
SECRETS = (QIN, WEI, OTHER, QUIET, QIN[6:], "13977770001")


def village_with_findings() -> None:
    """H1: two members, the head's name written otherwise in the ledger. H2: a number shared with a far village. H3: nothing doubted."""
    deliver("national_persons", [
        P("H1", "覃天明", QIN, extra=(("household.group", "一组"), ("phone", "13977770001"))), P("H1", "韦小花", WEI, "配偶"),
        P("H2", "农地主", OTHER, extra=(("household.group", "二组"),)), P("H3", "蒙安静", QUIET, extra=(("household.group", "一组"),)),
        P("H9", "农大山", OTHER, village=FAR_VILLAGE),
    ])
    deliver("village_ledger", [
        P("H1", "覃天朋", QIN), P("H1", "韦小花", WEI, "配偶"), P("H2", "农地主", OTHER), P("H3", "蒙安静", QUIET),
    ])
    checks.run_checks(PROGRAM, at=COUNTY)


def opened(by: Actor, **wanted: Any) -> BatchRow:
    """A batch of the village, its print asked for."""
    made = actions.open_batch(by, wanted=Wanted(VILLAGE, **wanted))
    found = queries.batch(by, made.pk)
    assert found
    return found


def sheet(by: Actor, of: BatchRow, number_: str = "H1") -> FormFile:
    """The form of a household, as it is now."""
    for one in queries.forms(by, of):
        if one.household_number == number_ and (found := queries.form(by, of, one.sequence)):
            return found
    raise AssertionError(f"no form of {number_}")


def line_of(file: FormFile, name: str) -> int:
    """The position of a member's part; of the household's for ''."""
    return next(line.position for line in file.lines if line.name == name and (line.person is None) == (not name))


def entered(by: Actor, file: FormFile, changes: dict[str, dict[str, Any]] | None = None, *, rest: bool = True, on: date | None = None, **more: Any) -> CollectionForm:
    """Enters a form; `changes` by member's name ('' the household) and column."""
    said = {line_of(file, name): LineSaid(some) for name, some in (changes or {}).items()}
    return actions.enter_form(by, form=file.id, version=file.version, said=said, rest_unchanged=rest, on=on or timezone.localdate(), **more)


def texts(content: bytes) -> list[str]:
    """The text of each page, without blanks."""
    return [page.extract_text().replace(" ", "").replace("\n", "") for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client
