from django.db import migrations

from bangfu.journal.append_only import AppendOnly, AppendOnlyLifted

MAY_CHANGE = ["superseded_at", "superseded_in", "place_code"]
SEALED = {
    "registry_householdrecord": ("erased_in", ["phone", "collector_phone", "bank_account"]),
    "registry_personrecord": ("erased_in", ["id_number", "phone"]),
    "registry_bodyrecord": ("", ["phone"]),
}


class Migration(migrations.Migration):
    """Sealed values may be sealed anew under another key; what else the triggers said they say again, of every column there is now."""

    dependencies = [("registry", "0011_walls"), ("journal", "0007_readings_walled")]
    operations = [
        *(AppendOnlyLifted(table, may_change=MAY_CHANGE, but_once=once) for table, (once, _) in SEALED.items()),
        *(AppendOnly(table, may_change=MAY_CHANGE, but_once=once, resealed=columns) for table, (once, columns) in SEALED.items()),
    ]
