from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_readings")]
    operations = [
        Walled("journal_reading"),
    ]
