from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial")]
    operations = [
        Walled("work_job"),
    ]
