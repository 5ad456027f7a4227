from django.db import migrations

from bangfu.journal.append_only import AppendOnly, AppendOnlyLifted

MAY_CHANGE = ["superseded_at", "superseded_in", "place_code"]
INDEXED = {
    "registry_householdrecord": ("erased_in", ["phone", "collector_phone", "bank_account"], ["phone_index", "bank_index"]),
    "registry_personrecord": ("erased_in", ["id_number", "phone"], ["id_index", "id18_index", "phone_index"]),
    "registry_bodyrecord": ("", ["phone"], ["phone_index"]),
}


class Migration(migrations.Migration):
    """Blind indexes may be brought under a further key; what else the triggers said they say again, of every column there is now."""

    dependencies = [("registry", "0013_members_by_an_index_alone")]
    operations = [
        *(AppendOnlyLifted(table, may_change=MAY_CHANGE, but_once=once, resealed=sealed) for table, (once, sealed, _) in INDEXED.items()),
        *(AppendOnly(table, may_change=MAY_CHANGE, but_once=once, resealed=sealed, reindexed=indexed) for table, (once, sealed, indexed) in INDEXED.items()),
    ]
