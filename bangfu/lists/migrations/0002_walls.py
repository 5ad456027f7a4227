from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("lists", "0001_initial")]
    operations = [
        Walled("lists_savedview", from_below=True),
    ]
