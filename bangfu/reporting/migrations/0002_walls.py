from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [
        Walled("reporting_countedvillage"),
        Walled("reporting_figurecount"),
    ]
