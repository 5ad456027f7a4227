from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("organization", "0003_maps")]
    operations = [
        Walled("organization_group"),
        Walled("organization_placetag", from_below=True),
        Walled("organization_policyfigure", from_below=True),
        Walled("organization_countymap", from_below=True),
        Walled("organization_placeshape", from_below=True),
    ]
