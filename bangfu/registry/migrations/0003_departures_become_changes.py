"""去向 becomes 自然增减: the same rows, with the household they left and the clocks of a fact. The journal's lines about them stay true, because a
row's first digest is taken over the columns it had then."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import bangfu.facts.models

FOREVER = datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC)


def known_since(row_id):
    """The moment a row's id was made: the first 48 bits of a UUIDv7 are milliseconds."""
    return datetime.datetime.fromtimestamp((row_id.int >> 80) / 1000, tz=datetime.UTC)


def fill(apps, schema_editor):
    changes, records = apps.get_model("registry", "NaturalChange"), apps.get_model("registry", "PersonRecord")
    for row in changes.objects.all():
        last = records.objects.filter(person_id=row.person_id).order_by("-valid_from", "-recorded_at").first()
        changes.objects.filter(pk=row.pk).update(
            recorded_at=known_since(row.pk), valid_to=row.valid_from + datetime.timedelta(days=1), household_id=last.household_id if last else None,
        )


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_append_only")]
    operations = [
        migrations.RenameModel("Departure", "NaturalChange"),
        migrations.AlterModelTable("NaturalChange", "registry_departure"),
        migrations.RenameField("NaturalChange", "on", "valid_from"),
        migrations.AddField("NaturalChange", "valid_to", models.DateField("失效日", default=datetime.date(9999, 12, 31))),
        migrations.AddField("NaturalChange", "recorded_at", models.DateTimeField("记录时间", default=FOREVER)),
        migrations.AddField("NaturalChange", "superseded_at", models.DateTimeField("改记时间", default=bangfu.facts.models.FOREVER)),
        migrations.AddField("NaturalChange", "superseded_in", models.UUIDField("改记留痕", null=True)),
        migrations.AddField("NaturalChange", "household", models.ForeignKey(
            "registry.Household", on_delete=django.db.models.deletion.PROTECT, related_name="+", null=True,
        )),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
