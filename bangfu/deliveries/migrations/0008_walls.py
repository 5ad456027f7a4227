from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0007_fewer_indexes")]
    operations = [
        Walled("deliveries_delivery", from_below=True),
        Walled("deliveries_deliveredrow"),
        Walled("deliveries_deliveredvillage"),
        Walled("deliveries_deliveredsheet", of=("delivery_id", "deliveries_delivery"), closely=True),
        Walled("deliveries_deliveredcolumn", of=("delivery_id", "deliveries_delivery"), closely=True),
        Walled("deliveries_deliveredshape", of=("delivery_id", "deliveries_delivery")),
        Walled("deliveries_deliveredcell", of=("row_id", "deliveries_deliveredrow")),
    ]
