from django.db import migrations

TABLE, COLUMN = "deliveries_deliveredsheet", "since_1904"


def add_where_missing(apps, schema_editor):
    """Databases made between two states of 0005 have the table without the column, which the later state of it made with the table."""
    with schema_editor.connection.cursor() as cursor:
        there = {one.name for one in schema_editor.connection.introspection.get_table_description(cursor, TABLE)}
    if COLUMN not in there:
        model = apps.get_model("deliveries", "DeliveredSheet")
        schema_editor.add_field(model, model._meta.get_field(COLUMN))


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0008_walls")]
    operations = [migrations.RunPython(add_where_missing, migrations.RunPython.noop)]
