import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="KnownKey",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=16)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
