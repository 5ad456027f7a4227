from django.db import migrations, models

from bangfu.journal.append_only import AppendOnly, AppendOnlyLifted


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        AppendOnlyLifted("journal_entry"),
        migrations.AlterField("entry", "subject_label", models.TextField(verbose_name="对象")),
        migrations.AlterField("entry", "reason", models.TextField(blank=True, verbose_name="理由")),
        migrations.AlterField("entry", "papers", models.TextField(blank=True, help_text="SHA-256, comma-separated", verbose_name="凭据")),
        migrations.AddField("entry", "subject_key", models.UUIDField(null=True)),
        migrations.AddIndex("entry", models.Index(fields=["user_id", "at"], name="journal_ent_user_id_at")),
        AppendOnly("journal_entry"),
    ]
