"""A household forgotten: nothing that names its people is left in the register and below, and the chain still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from bangfu.deliveries.actions import forget_rows
from bangfu.deliveries.forgetting import Whom
from bangfu.evidence.actions import erase_papers
from bangfu.facts.models import NOW
from bangfu.journal.actions import Deed, Subject, destroy_keys, record_all
from bangfu.organization.actor import Actor
from bangfu.organization.models import Place
from bangfu.registry.forgetting import FORGOTTEN, Leaving, blanked, leaving, must_name_nobody, printings
from bangfu.registry.models import HouseholdRecord, NameKey, PersonRecord
from bangfu.registry.subjects import reasoned
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused
from bangfu.sealing import files


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten, for the packages above, which name it too: ids of the household and its persons, ids of the delivered rows, the number the
    household had, and where it lay."""

    subjects: frozenset[str]
    rows: frozenset[UUID]
    number: str
    place_code: str


@transaction.atomic
def erase_household(by: Actor, *, household: UUID, reason: str, document: str) -> Forgotten:
    """Forgets a household that is no longer in the register (个人信息保护法 第四十七条), with the people who belonged to it last: blanks whatever names or
    describes them in every record of every day, in delivered rows and papers, and destroys the key under which the journal's words about it are
    sealed. Counts of past days stay; the chain still verifies. What the checks know is forgotten by whoever stands above (`web.forgetting`).

    Refused while anybody of it is in the register, while a list in hand names them, without a paper, when it has been forgotten already, and when
    reason or document say whom they are about: these two stay.
    """
    last = _last_record(by, household)
    by.must("registry.erase", at=last.place_code)
    reasoned(reason)
    reasoned(document)
    Place.objects.select_for_update().filter(code=last.place_code[: LENGTHS["county"]]).first()   # no list is taken over meanwhile
    if PersonRecord.objects.filter(**NOW.filters(), household=household).exists():
        raise Refused("这一户还有人在册，不能注销；全户都不再在册以后才可以。")
    if last.erased_in is not None:
        raise Refused("这一户已经注销过了。")
    gone = leaving(last)
    must_name_nobody(gone, reason, document)
    why = f"{document}：{reason}"[:500]
    for kind, one in (("household", household), *(("person", person) for person in sorted(gone.persons))):
        erase_papers(by, subject=Subject(kind, str(one), FORGOTTEN, key=household), reason=why)
    rows = forget_rows(by, whom=_whom(gone), at=gone.place_code, reason=why)
    _forget_records(by, gone, last, why)
    destroy_keys([household])
    return Forgotten(gone.subjects, frozenset(rows), gone.number, gone.place_code)


def _last_record(by: Actor, household: UUID) -> HouseholdRecord:
    found = HouseholdRecord.objects.filter(by.scope(), household=household).order_by("-valid_from", "-recorded_at").select_related("household").first()
    if found is None:
        raise Refused("没有这一户，或它不在您岗位的管辖范围内。")
    return found


def _whom(gone: Leaving) -> Whom:
    """The people as delivered rows name them."""
    return Whom(
        subjects=gone.subjects, indexes=gone.indexes - gone.spared, household_number=gone.number,
        village=gone.place_code[: LENGTHS["village"]], names=gone.folded, words=gone.words,
        spared_subjects=frozenset(map(str, gone.elsewhere)), spared_indexes=gone.spared,
    )


def _forget_records(by: Actor, gone: Leaving, last: HouseholdRecord, why: str) -> None:
    """The register's own rows, the keys by which names are found, and printed files that may hold them."""
    printed = printings(gone.place_code)
    deed = Deed(
        "household.erased", Subject("household", str(gone.household), FORGOTTEN), gone.place_code, reason=why, erased=blanked(gone, last.household),
        rewritten=[(one, {"state": "expired", "terms": ""}) for one in printed],
    )
    record_all(by, [deed])
    NameKey.objects.filter(person__in=gone.persons).delete()
    transaction.on_commit(lambda: _discard(one.digest for one in printed if one.digest))


def _discard(digests: Iterable[str]) -> None:
    for digest in digests:
        files.discard(digest)
