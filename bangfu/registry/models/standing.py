"""What a household counts as, what threatens it, what it earns, and who came and left: dated facts beside its record.

A spell is a `Fact` that lasts while its label is true. It ends by being rewritten with its last day, never by being removed.
"""

from django.db import models

from bangfu.facts.fields import MoneyField
from bangfu.facts.models import Erasable, Fact, Originated, Placed
from bangfu.registry.models.people import Household, Person


class HouseholdFact(Fact, Placed, Originated, Erasable):
    """What every dated fact of a household has. `document` is the number or name of the paper it was decided by."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", db_index=False)   # what each is once by begins with it
    document = models.CharField("依据文件", max_length=120, blank=True)

    class Meta:
        abstract = True


class StatusSpell(HouseholdFact):
    """What a household counts as (户类型, 监测对象类别, 民政救助身份): one label of each family at a time (`rules.status.FAMILIES`)."""

    family = models.CharField("身份", max_length=12)
    label = models.CharField("类别", max_length=20)
    ended_how = models.CharField("结束方式", max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "family", "valid_from", "superseded_at"], name="status_once")]
        indexes = [models.Index(fields=["family", "label", "place_code"], name="status_by_label")]


class RiskSpell(HouseholdFact):
    """A risk of falling (back) into poverty (返贫致贫风险), from its recognition to its end; at most five at once."""

    label = models.CharField("风险", max_length=20)
    sub_kind = models.CharField("灾害类型", max_length=12, blank=True)
    remark = models.CharField("说明", max_length=120, blank=True)
    ended_how = models.CharField("消除方式", max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "label", "sub_kind", "valid_from", "superseded_at"], name="risk_once")]
        indexes = [models.Index(fields=["label", "place_code"], name="risk_by_label")]


class Cause(HouseholdFact):
    """Why a household was poor (致贫原因): rank 1 the main one, 2 and 3 others."""

    label = models.CharField("致贫原因", max_length=20)
    rank = models.PositiveSmallIntegerField("主次")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "rank", "valid_from", "superseded_at"], name="cause_once"),
            models.CheckConstraint(condition=models.Q(rank__gte=1, rank__lte=3), name="cause_main_and_two"),
        ]
        indexes = [models.Index(fields=["label", "place_code"], name="cause_by_label")]


class Guarantee(HouseholdFact):
    """One of the guarantees (住房, 义务教育, 饮水, 医保) and whether the household has it; `handling` says what is done where it has not."""

    label = models.CharField("保障", max_length=12)
    state = models.CharField("状况", max_length=8)
    handling = models.CharField("处理方式", max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "label", "valid_from", "superseded_at"], name="guarantee_once")]
        indexes = [models.Index(fields=["label", "state", "place_code"], name="guarantee_by_state")]


class NaturalChange(HouseholdFact):
    """自然增减: a person came or left, on the day `valid_from`, and why (`kind`, a word of `rules.natural_change.KINDS`).

    `household` is the one they came to or left, `other` the one on the far side of a split or a merger. `valid_to` is the day after: an event
    lasts a day. The table keeps the name it had when it held departures only, since the journal names rows by their table.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("增减原因", max_length=12)
    other = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", null=True)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        db_table = "registry_departure"
        indexes = [
            models.Index(fields=["person"], name="change_of_person"),
            models.Index(fields=["household"], name="change_of_household"),
            models.Index(fields=["place_code", "valid_from"], name="change_by_day"),
        ]


class IncomeItem(HouseholdFact):
    """One line of a household's income, for the days from `valid_from` up to, not including, `valid_to`. `item` is a leaf of `rules.income.ITEMS`.

    What another part of the program pays out is pushed in here with its `origin`, once.
    """

    item = models.CharField("收支项目", max_length=32)
    amount = MoneyField("金额（元）")
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(
            fields=["household", "item", "valid_from", "valid_to", "origin_kind", "origin_id", "superseded_at"], name="income_item_once",
        )]
        indexes = [models.Index(fields=["household", "valid_from"], name="income_of_household")]
