from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("crosscheck", "0009_settlement_paper")]
    operations = [
        Walled("crosscheck_run", from_below=True),
        Walled("crosscheck_collectionbatch"),
        Walled("crosscheck_collectionform"),
        Walled("crosscheck_collectionline", of=("form_id", "crosscheck_collectionform")),
        Walled("crosscheck_finding"),
        Walled("crosscheck_cell", of=("finding_id", "crosscheck_finding")),
        Walled("crosscheck_settlement", of=("finding_id", "crosscheck_finding")),
        Walled("crosscheck_handover", of=("finding_id", "crosscheck_finding")),
        Walled("crosscheck_batch"),
        Walled("crosscheck_runtally"),
        Walled("crosscheck_typeback"),
        Walled("crosscheck_sourcesetting", from_below=True),
    ]
