from django.db import migrations

from bangfu.walls.policies import Walled


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_registercount_stirs")]
    operations = [
        Walled("registry_bodyrecord"),
        Walled("registry_householdrecord"),
        Walled("registry_personrecord"),
        Walled("registry_registercount"),
        Walled("registry_registerstep"),
        Walled("registry_namekey"),
        Walled("registry_disclosure"),
        Walled("registry_printing"),
        Walled("registry_statusspell"),
        Walled("registry_riskspell"),
        Walled("registry_cause"),
        Walled("registry_guarantee"),
        Walled("registry_departure"),
        Walled("registry_incomeitem"),
        Walled("registry_villagerecord"),
    ]
