from django.db import migrations

from bangfu.journal.append_only import AppendOnly

MAY_CHANGE = ["superseded_at", "superseded_in", "place_code"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        AppendOnly("registry_householdrecord", may_change=MAY_CHANGE),
        AppendOnly("registry_personrecord", may_change=MAY_CHANGE),
    ]
