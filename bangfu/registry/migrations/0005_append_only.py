from django.db import migrations

from bangfu.journal.append_only import AppendOnly, AppendOnlyLifted

MAY_CHANGE = ["superseded_at", "superseded_in", "place_code"]
WIDENED = ["registry_householdrecord", "registry_personrecord"]
ERASABLE = [*WIDENED, *(f"registry_{name}" for name in ("statusspell", "riskspell", "cause", "guarantee", "incomeitem", "departure"))]


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_wider_register"), ("journal", "0003_sealed_words")]
    operations = [
        *(AppendOnlyLifted(table, may_change=MAY_CHANGE) for table in WIDENED),   # their triggers knew the old columns only
        *(AppendOnly(table, may_change=MAY_CHANGE, but_once="erased_in") for table in ERASABLE),
        *(AppendOnly(f"registry_{name}", may_change=MAY_CHANGE) for name in ("villagerecord", "bodyrecord")),
    ]
