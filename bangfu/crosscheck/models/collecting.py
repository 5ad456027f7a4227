"""信息采集对照表: sheets that go out with what is known and come back."""

from django.db import models

from bangfu.facts.models import Placed, Recorded
from bangfu.registry.models import Household, Person
from bangfu.rules.collecting import BATCH, FORM, WHICH


class CollectionBatch(Recorded, Placed):
    """信息采集对照表 of one village, printed together: which households, which fields, as known when. Its forms carry `number`-sequence.

    `whose`: '' every household, 'doubted' those with open findings, else `family:label`. `groups`: the groups of fields printed, joined by 、,
    '' for all.
    """

    number = models.PositiveIntegerField("批号", unique=True)
    group = models.CharField("村民组", max_length=40, blank=True)
    whose = models.CharField("哪些户", max_length=40, blank=True)
    which = models.CharField("哪些项目", max_length=10, choices=list(WHICH.items()))
    groups = models.CharField("哪几组", max_length=120, blank=True)
    forms = models.PositiveIntegerField("表数", default=0)
    fields = models.PositiveIntegerField("项数", default=0)
    state = models.CharField("状态", max_length=10, choices=BATCH.choices, default="open")
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField("印制人", max_length=60)
    asked_at = models.DateTimeField("印制时间")

    class Meta:
        verbose_name = "信息采集对照表（批）"
        indexes = [models.Index(fields=["place_code", "asked_at"], name="batch_by_place")]


class CollectionForm(Recorded, Placed):
    """One household's sheet in a batch. Names stand in the register only; here are ids, so that there is nothing to forget."""

    GOES_WITH = ("household_id",)

    batch = models.ForeignKey(CollectionBatch, on_delete=models.PROTECT, related_name="sheets")
    sequence = models.PositiveIntegerField("序号")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=FORM.choices, default="printed")
    filled_on = models.DateField("填表日期", null=True)
    entered_by = models.BigIntegerField(null=True)
    entered_by_name = models.CharField("录入人", max_length=60, blank=True)
    entered_at = models.DateTimeField("录入时间", null=True)
    paper = models.CharField("佐证", max_length=64, blank=True, help_text="SHA-256 of the photograph of the paper")

    class Meta:
        verbose_name = "信息采集对照表"
        constraints = [models.UniqueConstraint(fields=["batch", "sequence"], name="form_stands_once")]
        indexes = [models.Index(fields=["household", "state"], name="form_by_household"), models.Index(fields=["batch", "state"], name="form_by_state")]


class CollectionLine(Recorded):
    """What of one subject stands on a form: the household (`person` None) or a member. `printed`, `changed`, `confirmed`: columns, joined by commas."""

    form = models.ForeignKey(CollectionForm, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    printed = models.TextField()
    changed = models.TextField(blank=True)
    confirmed = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "position"], name="line_stands_once")]
        indexes = [models.Index(fields=["person"], name="collected_by_person")]
