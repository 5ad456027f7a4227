"""Lines to be typed back into the national website, and what a county sets of its checks."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import bangfu.facts.fields
import bangfu.facts.models


class Migration(migrations.Migration):

    dependencies = [
        ('crosscheck', '0002_finding_life'),
        ('registry', '0006_other_papers_and_ends'),
    ]

    operations = [
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
                ('check_slug', models.CharField(max_length=40, verbose_name='检查')),
                ('on', models.BooleanField(default=True, verbose_name='开')),
                ('values', models.TextField(blank=True, help_text='one a line: name, space, number; only those that were set', verbose_name='参数')),
                ('reason', models.CharField(max_length=500, verbose_name='理由')),
                ('by_user', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=60, verbose_name='谁改的')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('check_slug', 'valid_from', 'superseded_at'), name='check_setting_once')],
            },
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
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
            options={
                'indexes': [models.Index(fields=['place_code', 'state'], name='type_back_by_place'), models.Index(fields=['household', 'column'], name='type_back_of')],
            },
        ),
    ]
