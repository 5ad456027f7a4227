from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]
    operations = [
        Walled("voices_voice"),
        Walled("voices_reply", of=("voice_id", "voices_voice")),
    ]
