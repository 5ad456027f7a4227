"""What is done to the register. One module a kind of deed; all are called from here."""

from bangfu.registry.actions.bodies import close_body, correct_body, register_body, unmask_body
from bangfu.registry.actions.disclosures import ask_disclosure, decide_disclosure, take_disclosure
from bangfu.registry.actions.erasure import erase_household
from bangfu.registry.actions.exports import ask_differences, ask_roster, note_export
from bangfu.registry.actions.founding import found_bodies, found_households
from bangfu.registry.actions.households import correct_household, merge_households, move_household, register_household, split_household
from bangfu.registry.actions.incomes import record_income
from bangfu.registry.actions.lists import VillageTaken, apply_village, note_judged
from bangfu.registry.actions.lookups import export_found
from bangfu.registry.actions.persons import DEPARTURES, add_person, correct_person, enter_register, leave_register, unmask
from bangfu.registry.actions.printing import (
    ask_printing,
    expire_printing,
    finish_printing,
    note_household_printed,
    note_village_printed,
    print_village,
    take_printing,
)
from bangfu.registry.actions.reversing import reverse_deed
from bangfu.registry.actions.standing import correct_status, end_risk, end_status, give_status, note_guarantee, note_risk, set_causes
from bangfu.registry.actions.villages import report_village

__all__ = [
    "DEPARTURES", "VillageTaken", "add_person", "apply_village", "ask_differences", "ask_disclosure", "ask_printing", "ask_roster", "close_body",
    "correct_body", "correct_household",
    "correct_person", "correct_status", "decide_disclosure", "end_risk", "end_status", "enter_register", "erase_household", "expire_printing",
    "export_found", "finish_printing", "found_bodies", "found_households", "give_status", "leave_register", "merge_households", "move_household",
    "note_export", "note_guarantee", "note_household_printed", "note_judged", "note_risk", "note_village_printed", "print_village",
    "record_income", "register_body", "register_household", "report_village", "reverse_deed", "set_causes", "split_household", "take_disclosure", "take_printing",
    "unmask", "unmask_body",
]
