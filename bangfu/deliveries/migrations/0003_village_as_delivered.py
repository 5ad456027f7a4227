from django.db import migrations, models


class Migration(migrations.Migration):
    """A village stands once in a delivery under the code it was delivered with: two villages of one delivery may merge later."""

    dependencies = [("deliveries", "0002_own_columns")]
    operations = [
        migrations.RemoveConstraint("deliveredvillage", "village_once_a_delivery"),
        migrations.AddConstraint(
            "deliveredvillage", models.UniqueConstraint(fields=["delivery", "place_then"], name="village_once_a_delivery"),
        ),
    ]
