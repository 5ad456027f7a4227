"""Boards count by stored columns; findings are passed on, settled many at once; exemptions end and go on; runs leave tallies; what is to be typed back; checks are set."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import bangfu.facts.fields
import bangfu.facts.models

# family and level of the checks there were, as they were then
KINDS = {
    "id_number": ("身份", "must"), "id_name": ("人证相符", "must"), "same_id": ("重复", "must"), "missing": ("漏报虚报", "must"),
    "surplus": ("漏报虚报", "must"), "member_logic": ("成员逻辑", "check"),
}


def fill(apps, schema_editor):
    """Family and level follow from the check, the source from the first cell that stands in a list; no digest in the journal looks at them."""
    findings, cells = apps.get_model("crosscheck", "Finding"), apps.get_model("crosscheck", "Cell")
    for slug, (family, level) in KINDS.items():
        findings.objects.filter(check_slug=slug).update(family=family, level=level)
    lists = cells.objects.filter(finding=models.OuterRef("pk"), edition=models.OuterRef("edition")).exclude(source="register").order_by("position")
    findings.objects.filter(models.Exists(lists)).update(source=models.Subquery(lists.values("source")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('crosscheck', '0003_collection'),
        ('registry', '0006_other_papers_and_ends'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=bangfu.facts.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('recorded_in', models.UUIDField(verbose_name='最近留痕')),
                ('place_code', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='所在地')),
                ('place_then', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='当时所在地')),
                ('check_slug', models.CharField(max_length=60, verbose_name='检查')),
                ('fault', models.CharField(max_length=60)),
                ('how', models.CharField(choices=[('exempt', '豁免'), ('accept', '采用来源的值')], max_length=8, verbose_name='方式')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('expires_on', models.DateField(null=True, verbose_name='有效期至')),
                ('chosen', models.TextField(blank=True, help_text="ids of findings, one a line; '' for all of the check and fault at the place")),
                ('asked', models.PositiveIntegerField(default=0, verbose_name='要办')),
                ('settled', models.PositiveIntegerField(default=0, verbose_name='已办')),
                ('refused', models.TextField(blank=True)),
                ('by_user', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=60, verbose_name='办理人')),
                ('at', models.DateTimeField(verbose_name='办理时间')),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CheckSetting',
            fields=[
                ('id', models.UUIDField(default=bangfu.facts.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField(verbose_name='生效日')),
                ('valid_to', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='失效日')),
                ('recorded_at', models.DateTimeField(verbose_name='记录时间')),
                ('superseded_at', models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC), verbose_name='改记时间')),
                ('recorded_in', models.UUIDField(verbose_name='记录留痕')),
                ('superseded_in', models.UUIDField(null=True, verbose_name='改记留痕')),
                ('check_slug', models.CharField(max_length=60, verbose_name='检查')),
                ('on', models.BooleanField(default=True, verbose_name='开')),
                ('values', models.TextField(blank=True, help_text='one a line: name, space, number; only those that were set', verbose_name='参数')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('by_user', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=60, verbose_name='谁改的')),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.UUIDField(default=bangfu.facts.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('recorded_in', models.UUIDField(verbose_name='最近留痕')),
                ('place_code', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='所在地')),
                ('place_then', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='当时所在地')),
                ('to_post', models.UUIDField()),
                ('to_title', models.CharField(max_length=80, verbose_name='转给')),
                ('by_post', models.UUIDField(null=True)),
                ('by_title', models.CharField(blank=True, max_length=80, verbose_name='转出岗位')),
                ('by_user', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=60, verbose_name='转出人')),
                ('word', models.CharField(max_length=300, verbose_name='交代')),
                ('at', models.DateTimeField(verbose_name='转办时间')),
                ('state', models.CharField(choices=[('waiting', '等对方办'), ('passed', '又转出去了'), ('taken_back', '已收回')], default='waiting', max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='RunTally',
            fields=[
                ('id', models.UUIDField(default=bangfu.facts.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('recorded_in', models.UUIDField(verbose_name='最近留痕')),
                ('place_code', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='所在地')),
                ('place_then', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='当时所在地')),
                ('unsettled', models.PositiveIntegerField(verbose_name='未办结')),
                ('new', models.PositiveIntegerField(default=0, verbose_name='新出现')),
                ('back', models.PositiveIntegerField(default=0, verbose_name='又出现')),
                ('gone', models.PositiveIntegerField(default=0, verbose_name='已消除')),
            ],
        ),
        migrations.CreateModel(
            name='TypeBack',
            fields=[
                ('id', models.UUIDField(default=bangfu.facts.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('recorded_in', models.UUIDField(verbose_name='最近留痕')),
                ('place_code', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='所在地')),
                ('place_then', bangfu.facts.fields.PlaceCodeField(max_length=15, verbose_name='当时所在地')),
                ('column', models.CharField(max_length=60, verbose_name='项目')),
                ('position', models.PositiveSmallIntegerField(verbose_name='在国家表里的次序')),
                ('old', models.CharField(blank=True, max_length=120, verbose_name='原来')),
                ('new', models.CharField(blank=True, max_length=120, verbose_name='改为')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='为什么')),
                ('deed', models.UUIDField(null=True)),
                ('at', models.DateTimeField(verbose_name='更正时间')),
                ('by_name', models.CharField(max_length=60, verbose_name='更正人')),
                ('state', models.CharField(choices=[('waiting', '待补录'), ('typed', '已录，待导出核实'), ('seen', '导出表已一致'), ('replaced', '又改过，看后一条'), ('void', '已撤销，不用录')], default='waiting', max_length=10)),
                ('typed_by', models.CharField(blank=True, max_length=60, verbose_name='补录人')),
                ('typed_at', models.DateTimeField(null=True, verbose_name='补录时间')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='核实时间')),
                ('seen_in', models.UUIDField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='finding',
            name='crosscheck__place_c_2dc2d4_idx',
        ),
        migrations.AddField(
            model_name='finding',
            name='back_at',
            field=models.DateTimeField(null=True, verbose_name='又出现时间'),
        ),
        migrations.AddField(
            model_name='finding',
            name='family',
            field=models.CharField(blank=True, max_length=12, verbose_name='类'),
        ),
        migrations.AddField(
            model_name='finding',
            name='level',
            field=models.CharField(blank=True, max_length=6, verbose_name='轻重'),
        ),
        migrations.AddField(
            model_name='finding',
            name='source',
            field=models.CharField(blank=True, max_length=60, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='deed',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='settlement',
            name='delivered_row',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='settlement',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='settlement',
            name='ended_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='收回或撤销人'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='ended_why',
            field=models.CharField(blank=True, max_length=300, verbose_name='收回理由'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='renews',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='crosscheck.settlement'),
        ),
        migrations.AlterField(
            model_name='settlement',
            name='state',
            field=models.CharField(choices=[('done', '已办'), ('asked', '待批'), ('approved', '已批准'), ('declined', '未批准'), ('lapsed', '疑点已消除，不用再批'), ('undone', '已撤销'), ('withdrawn', '已收回'), ('renewed', '已续期')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['place_code', 'check_slug', 'state', 'mark', 'fault'], name='finding_by_check'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['place_code', 'household_number', 'id'], name='finding_in_order'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['place_code', 'family', 'state', 'mark', 'level'], name='finding_by_family'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='crosscheck.batch'),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(fields=['by_user', 'at'], name='settlement_by_user'),
        ),
        migrations.AddConstraint(
            model_name='checksetting',
            constraint=models.UniqueConstraint(fields=('check_slug', 'valid_from', 'superseded_at'), name='check_setting_once'),
        ),
        migrations.AddField(
            model_name='handover',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='crosscheck.finding'),
        ),
        migrations.AddField(
            model_name='runtally',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tallies', to='crosscheck.run'),
        ),
        migrations.AddField(
            model_name='typeback',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household'),
        ),
        migrations.AddField(
            model_name='typeback',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['to_post', 'state'], name='handover_to'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['by_post', 'state'], name='handover_from'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['finding', 'state'], name='handover_of'),
        ),
        migrations.AddIndex(
            model_name='runtally',
            index=models.Index(fields=['place_code', 'run'], name='tally_by_place'),
        ),
        migrations.AddIndex(
            model_name='typeback',
            index=models.Index(fields=['place_code', 'state'], name='type_back_by_place'),
        ),
        migrations.AddIndex(
            model_name='typeback',
            index=models.Index(fields=['household', 'column'], name='type_back_of'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
