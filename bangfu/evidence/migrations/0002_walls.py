from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [
        Walled("evidence_paper"),
    ]
