"""Columns that several tables of the register have."""

from django.db import models

from bangfu.facts.fields import QuantityField


def yes_no(word: str) -> models.CharField:  # type: ignore[type-arg]
    """A column of 是, 否, or nothing known."""
    return models.CharField(word, max_length=2, blank=True)


def area(word: str) -> QuantityField:
    """A column of 亩."""
    return QuantityField(word, null=True)


class Land(models.Model):
    """The seven classes of land in 亩 (全国系统); 有效灌溉 is a part of 耕地."""

    farmland = area("耕地面积（亩）")
    irrigated = area("有效灌溉面积（亩）")
    forest = area("林地面积（亩）")
    returned_forest = area("退耕还林面积（亩）")
    orchard = area("林果面积（亩）")
    grassland = area("牧草地面积（亩）")
    water_surface = area("水面面积（亩）")

    class Meta:
        abstract = True
