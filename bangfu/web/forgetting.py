"""A household forgotten in every part of the program, in one transaction: the parts do not know each other."""

from uuid import UUID

from django.db import transaction

from bangfu.crosscheck.actions import forget_subjects
from bangfu.facts.traces import overwrite_traces
from bangfu.organization.actor import Actor
from bangfu.registry.actions import erase_household
from bangfu.walls.reach import whole_county


@whole_county("who is forgotten is forgotten wherever something names them, and with them nobody who lives elsewhere by now")
@transaction.atomic
def forget_household(by: Actor, *, household: UUID, reason: str, document: str) -> None:
    """Forgets a household that is no longer in the register (个人信息保护法 第四十七条): register, delivered rows and files, papers, findings, and the
    journal's words. Refused, and nothing done, when any part refuses."""
    overwrite_traces()
    gone = erase_household(by, household=household, reason=reason, document=document)
    forget_subjects(by, subjects=gone.subjects, rows=gone.rows, number=gone.number, at=gone.place_code, reason=f"{document}：{reason}"[:500])
