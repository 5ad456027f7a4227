"""Households and people: an anchor that never changes, and dated records of what was true of it."""

from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Fact, Placed, Recorded
from bangfu.rules.id_number import STATUS_WORDS


class Household(Recorded):
    """A household for as long as it is known under one number (户编号: opaque text, leading zeros kept, never read into)."""

    number = models.CharField("户编号", max_length=40, unique=True)


class Person(Recorded):
    """A person for as long as they are known. Everything about them stands in their records."""


class HouseholdRecord(Fact, Placed):
    """What was true of a household. Field words follow the national person export (47 columns, 2021)."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="records")
    number = models.CharField("户编号", max_length=40)
    phone = models.CharField("户联系电话", max_length=200, blank=True, help_text="sealed")
    phone_index = models.CharField(max_length=32, blank=True)
    standard = models.CharField("识别标准", max_length=40, blank=True)
    origin_kind = models.CharField(max_length=24, blank=True)
    origin_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "valid_from", "superseded_at"], name="household_record_once"),
        ]
        indexes = [models.Index(fields=["place_code", "number"], name="household_by_place")]


class PersonRecord(Fact, Placed):
    """What was true of a person, and to which household they belonged. `id_number` and `phone` are sealed; the indexes beside them are blind.

    `origin_kind` and `origin_id` name what the record rests on: a delivered row, a finding, an entry at the desk.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="records")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="member_records")
    person_number = models.CharField("人口编号", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=80)
    name_folded = models.CharField(max_length=80)
    id_kind = models.CharField("证件类型", max_length=20, blank=True)
    id_number = models.CharField("证件号码", max_length=200, blank=True, help_text="sealed")
    id_index = models.CharField(max_length=32, blank=True)
    id18_index = models.CharField(max_length=32, blank=True)
    id_status = models.CharField("证件校验", max_length=12, choices=list(STATUS_WORDS.items()))
    sex = models.CharField("性别", max_length=3, blank=True)
    birth = models.DateField("出生日期", null=True)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    nation = models.CharField("民族", max_length=20, blank=True)
    phone = models.CharField("成员联系电话", max_length=200, blank=True, help_text="sealed")
    phone_index = models.CharField(max_length=32, blank=True)
    schooling = models.CharField("文化程度", max_length=20, blank=True)
    student = models.CharField("在校生状况", max_length=20, blank=True)
    dropout_reason = models.CharField("失学或辍学原因", max_length=40, blank=True)
    labour = models.CharField("劳动技能", max_length=20, blank=True)
    health = models.CharField("健康状况", max_length=60, blank=True, help_text="labels in list order, joined by 、")
    disability_kind = models.CharField("残疾类别", max_length=40, blank=True, help_text="as health")
    disability_card_year = models.PositiveSmallIntegerField("残疾证办证年度", null=True)
    political = models.CharField("政治面貌", max_length=20, blank=True)
    speaks_mandarin = models.CharField("是否会讲普通话", max_length=2, blank=True)
    work_months = models.PositiveSmallIntegerField("务工时间（月）", null=True)
    work_place = models.CharField("务工所在地", max_length=80, blank=True)
    works_abroad = models.CharField("是否国外务工", max_length=2, blank=True)
    employer = models.CharField("务工企业名称", max_length=100, blank=True)
    industry = models.CharField("产业分类", max_length=40, blank=True)
    job_channel = models.CharField("就业渠道", max_length=40, blank=True)
    public_post_kind = models.CharField("公益性岗位类型", max_length=40, blank=True)
    public_post_months = models.PositiveSmallIntegerField("公益性岗位(月数)", null=True)
    minimum_living = models.CharField("是否享受低保", max_length=2, blank=True)
    destitute_support = models.CharField("是否特困供养人员", max_length=2, blank=True)
    resident_medical = models.CharField("是否参加城乡居民基本医疗保险", max_length=2, blank=True)
    worker_medical = models.CharField("是否参加城镇职工基本医疗保险", max_length=2, blank=True)
    serious_illness_insurance = models.CharField("是否参加大病保险", max_length=2, blank=True)
    commercial_medical = models.CharField("是否参加商业补充医疗保险", max_length=2, blank=True)
    serious_illness_aid = models.CharField("是否接受大病医疗救助", max_length=2, blank=True)
    other_health_help = models.CharField("是否接受其他健康扶贫", max_length=2, blank=True)
    resident_pension = models.CharField("是否参加城乡居民基本养老保险", max_length=2, blank=True)
    worker_pension = models.CharField("是否参加城镇职工基本养老保险", max_length=2, blank=True)
    origin_kind = models.CharField(max_length=24, blank=True)
    origin_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "valid_from", "superseded_at"], name="person_record_once"),
        ]
        indexes = [
            models.Index(fields=["place_code", "name_folded", "id"], name="person_by_place"),
            models.Index(fields=["name_folded", "place_code", "id"], name="person_by_name"),
            models.Index(fields=["id_index"]),
            models.Index(fields=["id18_index"]),
            models.Index(fields=["person_number"]),
            models.Index(fields=["household", "superseded_at"]),
        ]


class Departure(Recorded, Placed):
    """Why a person left the register: died, moved away, married out, or was never to be in it. Beside the ended record, which says when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="departures")
    kind = models.CharField("去向", max_length=12)
    on = models.DateField("日期")


class RegisterCount(models.Model):
    """Households and persons now in the register by village: a counter, kept by every action that moves it and recounted on demand."""

    place_code = PlaceCodeField(primary_key=True)
    households = models.IntegerField(default=0)
    persons = models.IntegerField(default=0)
