"""What is done with 疑点清单: a long one is printed by a job."""

from django.db import transaction

from bangfu.crosscheck import finding_lists
from bangfu.crosscheck.collection_actions import JOB
from bangfu.crosscheck.finding_lists import Of
from bangfu.organization.actor import Actor
from bangfu.registry.actions import ask_printing
from bangfu.registry.models import Printing
from bangfu.rules.refusal import Refused

NOTHING = "这个范围里没有待处理的疑点，不用打印。"


@transaction.atomic
def print_findings(by: Actor, *, of: Of) -> Printing:
    """Asks for a list of findings, made by a job. Asked again while it is being made, the same print is returned. Refused when nothing is open."""
    by.must("crosscheck.print", at=of.place)
    if not (numbers := finding_lists.household_numbers(by, of)):
        raise Refused(NOTHING)
    return ask_printing(by, place=of.place, what="findings", about=of.kept, households=len(numbers), job=JOB)
