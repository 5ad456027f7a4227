"""Counters of figures that are shown often: what can be counted anew at any time. No facts themselves."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField


class CountedVillage(models.Model):
    """Up to which entry of its township's chain, and for which day, a village's counters tell the truth: whatever was written there later is not in them.
    `stirs` is how often the register had then been counted anew there."""

    place_code = PlaceCodeField(primary_key=True)
    number = models.PositiveIntegerField("数到第几条留痕")
    stirs = models.IntegerField(default=0)
    day = models.DateField("哪天的", help_text="ages and years are of this day")
    edition = models.CharField("按哪一版指标", max_length=16, default="", help_text="of the book of indicators")


class FigureCount(models.Model):
    """One indicator's count in one village. A count of nought has no row."""

    place_code = PlaceCodeField("所在地")
    slug = models.CharField("指标", max_length=40)
    value = models.BigIntegerField("数")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_code", "slug"], name="figure_count_once")]
