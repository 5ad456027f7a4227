"""What the county has set of its checks and its sources, and what must be typed back into the national website."""


from django.db import models

from bangfu.facts.models import Fact, Placed, Recorded
from bangfu.registry.models import Household, Person
from bangfu.rules.rhythm import WORDS


class TypeBack(Recorded, Placed):
    """补录: one column corrected here that the national website still has otherwise, to be typed in there. Values of numbers stand masked.

    `column` is one of the register's, or `member` for somebody who came or left. It is ticked off by hand (typed), and by itself when the next
    national export says the new value (seen).
    """

    STATES = {"waiting": "待补录", "typed": "已录，待导出核实", "seen": "导出表已一致", "replaced": "又改过，看后一条", "void": "已撤销，不用录"}

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    column = models.CharField("项目", max_length=60)
    position = models.PositiveSmallIntegerField("在国家表里的次序")
    old = models.CharField("原来", max_length=120, blank=True)
    new = models.CharField("改为", max_length=120, blank=True)
    why = models.CharField("为什么", max_length=200, blank=True)
    deed = models.UUIDField(null=True)
    at = models.DateTimeField("更正时间")
    by_name = models.CharField("更正人", max_length=60)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    typed_by = models.CharField("补录人", max_length=60, blank=True)
    typed_at = models.DateTimeField("补录时间", null=True)
    seen_at = models.DateTimeField("核实时间", null=True)
    seen_in = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["place_code", "state"], name="type_back_by_place"), models.Index(fields=["household", "column"], name="type_back_of"),
        ]


class CheckSetting(Fact):
    """Whether a check runs, and with what numbers, from a day on; who said so and why. Without a row a check is on, with its own numbers."""

    check_slug = models.CharField("检查", max_length=60)
    on = models.BooleanField("开", default=True)
    values = models.TextField("参数", blank=True, help_text="one a line: name, space, number; only those that were set")
    reason = models.CharField("理由", max_length=500)
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField("谁改的", max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_slug", "valid_from", "superseded_at"], name="check_setting_once")]


class AuthoritySetting(Fact):
    """谁说了算: which sources a county believes about one column of the register, from a day on, and in which order; who said so and why. Without a row it is as
    `sources.toml` has it; a source that neither field names is believed behind those that are named."""

    column = models.CharField("项目", max_length=60, help_text="of the register, h_… of the household")
    believed = models.TextField("采信谁", help_text="slugs, the weightiest first, a space between")
    left_out = models.TextField("不采信谁", blank=True, help_text="slugs, a space between")
    reason = models.CharField("理由", max_length=500)
    by_user = models.BigIntegerField(null=True)
    by_name = models.CharField("谁改的", max_length=60)

    class Meta:
        verbose_name = "谁说了算"
        constraints = [models.UniqueConstraint(fields=["column", "valid_from", "superseded_at"], name="authority_setting_once")]


class SourceSetting(Fact, Placed):
    """What a county does otherwise with a source than `sources.toml` says, from a day on: whether it is used, who answers for it, and its rhythm."""

    source = models.SlugField("来源")
    used = models.BooleanField("参加核对")
    office = models.CharField("提供单位", max_length=60)
    owner = models.CharField("负责人", max_length=60, blank=True)
    every = models.CharField("多久一次", max_length=8, choices=list(WORDS.items()))
    by_day = models.PositiveSmallIntegerField("第几天前")
    reason = models.CharField("为什么改", max_length=200)

    class Meta:
        verbose_name = "来源设置"
        constraints = [models.UniqueConstraint(fields=["place_then", "source", "valid_from", "superseded_at"], name="source_setting_once")]
