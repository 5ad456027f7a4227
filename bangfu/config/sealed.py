"""Every table that holds sealed values or blind indexes, with what its tokens are bound to: a package that seals joins by a line here (tests read every column
of every table after a key was changed, and find one that is missing)."""

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
from bangfu.voices.models import Voice

TABLES: Sequence[SealedTable] = (
    SealedTable(sealing.SubjectKey, {"wrapped": sealing.PURPOSE}),
    SealedTable(SecondStep, {"secret": SECRET}),
    SealedTable(SavedView, {"terms": TERMS}),
    SealedTable(Printing, {"terms": exporting.PURPOSE}),
    SealedTable(BodyRecord, {"phone": PHONE_PURPOSE}, ["phone_index"]),
    SealedTable(HouseholdRecord, {name: PURPOSES[name] for name in ("phone", "collector_phone", "bank_account")}, ["phone_index", "bank_index"]),
    SealedTable(PersonRecord, {name: PURPOSES[name] for name in ("id_number", "phone")}, ["id_index", "id18_index", "phone_index"]),
    SealedTable(DeliveredColumn, {"examples": EXAMPLES}),
    SealedTable(DeliveredShape, {"content": shapes.PURPOSE}),
    SealedTable(DeliveredRow, {"content": rows.PURPOSE}, ["id_index", "id18_index", "print"]),
    SealedTable(Voice, indexes=["writer_index"]),
)
