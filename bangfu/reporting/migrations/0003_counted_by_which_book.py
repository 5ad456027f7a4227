from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_walls")]
    operations = [
        migrations.AddField(
            model_name="countedvillage",
            name="edition",
            field=models.CharField(default="", help_text="of the book of indicators", max_length=16, verbose_name="按哪一版指标"),
        ),
    ]
