"""Forms of the register. One module a kind; all are taken from here."""

from bangfu.registry.forms.households import (
    HouseholdForm,
    LeaveHouseholdForm,
    MemberForm,
    MergeForm,
    MoveForm,
    SplitForm,
)
from bangfu.registry.forms.incomes import IncomeForm
from bangfu.registry.forms.persons import LeaveForm, UnmaskForm
from bangfu.registry.forms.records import CorrectForm, household_form, person_form
from bangfu.registry.forms.standing import CausesForm, EndRiskForm, EndStatusForm, GuaranteeForm, MendStatusForm, RiskForm, StatusForm

__all__ = [
    "CausesForm", "CorrectForm", "EndRiskForm", "EndStatusForm", "GuaranteeForm", "HouseholdForm", "IncomeForm", "LeaveForm",
    "LeaveHouseholdForm", "MemberForm", "MendStatusForm", "MergeForm", "MoveForm", "RiskForm", "SplitForm", "StatusForm", "UnmaskForm", "household_form",
    "person_form",
]
