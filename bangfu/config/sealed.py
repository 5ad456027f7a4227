"""Every table that holds sealed values, with what its tokens are bound to: a package that seals joins by a line here (a test reads every column of every table
after a key was changed, and finds one that is missing)."""

from collections.abc import Sequence

from bangfu.accounts.codes import SECRET
from bangfu.accounts.models import SecondStep
from bangfu.deliveries import rows, shapes
from bangfu.deliveries.forgetting import EXAMPLES
from bangfu.deliveries.models import DeliveredColumn, DeliveredRow, DeliveredShape
from bangfu.keys.tables import SealedTable
from bangfu.lists.models import SavedView
from bangfu.lists.queries import TERMS
from bangfu.registry import exporting
from bangfu.registry.models import BodyRecord, HouseholdRecord, PersonRecord, Printing
from bangfu.registry.records import PHONE_PURPOSE, PURPOSES
from bangfu.sealing import models as sealing

TABLES: Sequence[SealedTable] = (
    SealedTable(sealing.SubjectKey, {"wrapped": sealing.PURPOSE}),
    SealedTable(SecondStep, {"secret": SECRET}),
    SealedTable(SavedView, {"terms": TERMS}),
    SealedTable(Printing, {"terms": exporting.PURPOSE}),
    SealedTable(BodyRecord, {"phone": PHONE_PURPOSE}),
    SealedTable(HouseholdRecord, {name: PURPOSES[name] for name in ("phone", "collector_phone", "bank_account")}),
    SealedTable(PersonRecord, {name: PURPOSES[name] for name in ("id_number", "phone")}),
    SealedTable(DeliveredColumn, {"examples": EXAMPLES}),
    SealedTable(DeliveredShape, {"content": shapes.PURPOSE}),
    SealedTable(DeliveredRow, {"content": rows.PURPOSE}),
)
