from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_sessions_and_second_steps")]
    operations = [
        Walled("accounts_proposal"),
        Walled("accounts_doorrule", from_below=True),
    ]
