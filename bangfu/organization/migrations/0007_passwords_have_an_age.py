"""When a password was chosen. Of those there are nobody knows it any more: they count from the day of the upgrade."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0006_given_passwords_lapse")]
    operations = [
        migrations.AddField("user", "password_set_at", models.DateTimeField(default=django.utils.timezone.now)),
    ]
