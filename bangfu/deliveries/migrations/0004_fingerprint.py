from django.db import migrations, models


class Migration(migrations.Migration):
    """A row knows what it says by a fingerprint, so that one that says the same as last time need not be opened."""

    dependencies = [("deliveries", "0003_village_as_delivered")]
    operations = [
        migrations.AddField(
            "deliveredrow", "print",
            models.CharField(blank=True, help_text="fingerprint of what was understood; '' where it is to be opened", max_length=32),
        ),
    ]
