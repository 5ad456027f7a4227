from django.db import migrations

from bangfu.journal.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [AppendOnly("journal_entry"), AppendOnly("journal_seal")]
