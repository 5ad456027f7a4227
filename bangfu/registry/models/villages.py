"""What a village reports of itself: 填报, never mixed with what is counted."""

from django.db import models

from bangfu.facts.fields import MoneyField
from bangfu.facts.models import Fact, Originated, Placed
from bangfu.registry.models.columns import Land, yes_no


def _number(word: str) -> models.PositiveIntegerField:  # type: ignore[type-arg]
    return models.PositiveIntegerField(word, null=True)


class VillageRecord(Fact, Placed, Originated, Land):
    """What a village reported (行政村信息), from a day on; `reporter` says who. The village is `place_code`, and was `place_then`."""

    reporter = models.CharField("填报人", max_length=60, blank=True)
    households = _number("总户数")
    persons = _number("总人口数")
    minimum_living_households = _number("低保户数")
    minimum_living_persons = _number("低保人口数")
    destitute_persons = _number("特困供养人口数")
    disabled_persons = _number("残疾人口数")
    pension_persons = _number("参加城乡居民基本养老保险人数")
    collective_income = MoneyField("村级集体经济收入（元）", null=True)
    road_paved = yes_no("到乡镇是否通沥青（水泥）路")
    bus = yes_no("是否通客运班车")
    primary_schools = _number("村小学（个）")
    clinics = _number("村卫生室（个）")
    doctors = _number("执业（助理）医师（人）")
    public_toilets = _number("公共卫生厕所（个）")
    waste_points = _number("垃圾集中堆放点（个）")
    libraries = _number("文化（图书）室（个）")
    without_water = _number("未实现饮水安全户数")
    dangerous_houses = _number("危房户数")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place_then", "valid_from", "superseded_at"], name="village_record_once")]
        indexes = [models.Index(fields=["place_code", "valid_from"], name="village_by_place")]
