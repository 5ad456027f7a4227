from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_resealing")]
    operations = [
        migrations.RemoveIndex(model_name="personrecord", name="registry_pe_househo_6fabfb_idx"),
        migrations.AddIndex(
            model_name="personrecord",
            index=models.Index(fields=["household", "superseded_at", "valid_to", "valid_from", "place_code"], name="person_by_household"),
        ),
    ]
