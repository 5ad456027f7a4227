"""Failed tries kept what was typed: of the form that changes a password also the new one, and passwords typed where the account belongs. They are forgotten."""

from typing import Any

from django.db import migrations


def forget(apps: Any, schema_editor: Any) -> None:
    """Whoever was locked out for a quarter of an hour may try again."""
    apps.get_model("axes", "AccessAttempt").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls"), ("axes", "0010_accessattemptexpiration")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
