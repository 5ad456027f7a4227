"""A county may say how long a password is used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_tries_are_forgotten")]
    operations = [
        migrations.AddField("doorrule", "password_days", models.PositiveSmallIntegerField("密码多久要换（天）", null=True, blank=True)),
    ]
