"""What is done to the register. One module a kind of deed; all are called from here."""

from bangfu.registry.actions.erasure import erase_household
from bangfu.registry.actions.exports import note_export
from bangfu.registry.actions.founding import found_bodies, found_households
from bangfu.registry.actions.households import correct_household, merge_households, move_household, register_household, split_household
from bangfu.registry.actions.incomes import record_income
from bangfu.registry.actions.lists import VillageTaken, apply_village
from bangfu.registry.actions.persons import DEPARTURES, add_person, correct_person, enter_register, leave_register, unmask
from bangfu.registry.actions.standing import correct_status, end_risk, end_status, give_status, note_guarantee, note_risk, set_causes
from bangfu.registry.actions.villages import report_village

__all__ = [
    "DEPARTURES", "VillageTaken", "add_person", "apply_village", "correct_household", "correct_person", "correct_status", "end_risk",
    "end_status", "enter_register", "erase_household", "found_bodies", "found_households", "give_status", "leave_register",
    "merge_households", "move_household", "note_export", "note_guarantee", "note_risk", "record_income", "register_household",
    "report_village", "set_causes", "split_household", "unmask",
]
