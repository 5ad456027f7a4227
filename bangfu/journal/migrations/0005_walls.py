from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_entry_journal_by_verb")]
    operations = [
        Walled("journal_entry"),
    ]
