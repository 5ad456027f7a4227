"""A register that was filled before there were keys of names gets them."""

from django.db import migrations

from bangfu.registry.name_keys import index_all


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_papers_of_other_kinds")]
    operations = [migrations.RunPython(lambda apps, editor: index_all(), migrations.RunPython.noop)]
