"""凭据: the photograph or paper a correction rests on, kept in the household's file."""

from dataclasses import dataclass
from uuid import UUID

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.models import Finding
from bangfu.evidence.actions import keep_paper
from bangfu.evidence.models import Paper
from bangfu.journal.actions import Subject
from bangfu.organization.actor import Actor
from bangfu.registry.queries import household_behind
from bangfu.rules.papers import paper_kind
from bangfu.rules.refusal import Refused

KIND = "household_other"


@dataclass(frozen=True)
class Proof:
    """A photograph or PDF as it was given."""

    file_name: str
    content: bytes


def kept_proof(by: Actor, found: Finding, proof: Proof | None) -> Paper | None:
    """Keeps what a correction rests on with the household of its finding; None without one. Refused where no household is known yet, and as `keep_paper`
    refuses."""
    if proof is None:
        return None
    household = household_behind(person=UUID(found.subject_id) if found.subject_kind == "person" else None, number=found.household_number)
    if household is None:
        raise Refused("这个疑点还没有对应的户，凭据存不进去；先办更正，再到户的页面存入。", field="proof")
    title = CHECKS[found.check_slug].title if found.check_slug in CHECKS else found.check_slug
    return keep_paper(
        by, subject=Subject("household", str(household), f"户 {found.household_number}", key=household), at=found.place_code, kind=paper_kind(KIND),
        file_name=proof.file_name, content=proof.content, note=f"更正疑点的凭据：{title}",
    )
