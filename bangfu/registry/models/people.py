"""Households and people: an anchor that never changes, and dated records of what was true of it."""

from django.db import models
from django.db.models import F, Q

from bangfu.facts.fields import MoneyField, QuantityField
from bangfu.facts.models import Erasable, Fact, Originated, Placed, Recorded
from bangfu.registry.models.columns import Land, yes_no
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.id_number import STATUS_WORDS


class Household(Recorded):
    """A household for as long as it is known under one number (户编号: opaque text, leading zeros kept, never read into)."""

    number = models.CharField("户编号", max_length=40, unique=True)


class Person(Recorded):
    """A person for as long as they are known. Everything about them stands in their records."""


class HouseholdRecord(Fact, Placed, Originated, Erasable, Land):
    """What was true of a household: where and how it lives, its land, its house. Field words follow the national system's household forms.

    `phone`, `collector_phone` and `bank_account` are sealed, the indexes beside them blind. `group` is the 村民组 or 自然村 by its name; a household that
    has been put into a grid has the grid's code as `place_code`. What it counts as (户类型 …) stands in spells, not here.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="records", db_index=False)   # household_record_once begins with it
    number = models.CharField("户编号", max_length=40)
    group = models.CharField("村民组", max_length=40, blank=True)
    address = models.CharField("家庭住址", max_length=120, blank=True)
    phone = models.CharField("户联系电话", max_length=200, blank=True, help_text="sealed")
    phone_index = models.CharField(max_length=32, blank=True)
    collector = models.CharField("信息采集人", max_length=60, blank=True)
    collector_phone = models.CharField("采集人电话", max_length=200, blank=True, help_text="sealed")
    bank = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = models.CharField("银行账号", max_length=200, blank=True, help_text="sealed")
    bank_index = models.CharField(max_length=32, blank=True)
    standard = models.CharField("识别标准", max_length=40, blank=True)
    first_identified = models.DateField("首次识别时间", null=True, help_text="the first day of the month")
    lifted_year = models.PositiveSmallIntegerField("脱贫年度", null=True)
    resettled = yes_no("是否易地搬迁户")
    resettlement = models.CharField("安置区", max_length=60, blank=True)
    family_planning = yes_no("计生户")
    military_family = yes_no("军烈属")
    only_child = yes_no("独生子女户")
    two_daughters = yes_no("双女户")
    without_labour = yes_no("整户无劳动能力兜底保障户")
    development_help = yes_no("是否实施开发式帮扶措施")
    house_area = QuantityField("住房面积（平方米）", null=True)
    house_structure = models.CharField("住房结构", max_length=20, blank=True)
    house_year = models.PositiveSmallIntegerField("建房年份", null=True)
    house_dangerous = yes_no("是否危房户")
    house_grade = models.CharField("住房鉴定等级", max_length=4, blank=True)
    safe_water = yes_no("是否解决安全饮用水")
    water_difficulty = yes_no("是否饮水困难")
    electricity = yes_no("是否通生活用电")
    broadcasting = yes_no("是否通广播电视")
    toilet = yes_no("有无卫生厕所")
    toilet_works = yes_no("卫生厕所能否正常使用")
    fuel = models.CharField("主要燃料", max_length=20, blank=True)
    entry_road = models.CharField("入户路类型", max_length=20, blank=True)
    road_hardened = yes_no("入户道路是否硬化")
    road_distance = QuantityField("与村主干路距离（公里）", null=True)
    cooperative = yes_no("是否加入农民专业合作社")
    leading_company = yes_no("是否有龙头企业带动")
    leading_person = yes_no("是否有创业致富带头人带动")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "valid_from", "superseded_at"], name="household_record_once"),
            models.CheckConstraint(
                condition=Q(irrigated=None) | Q(farmland=None) | Q(irrigated__lte=F("farmland")), name="irrigated_is_farmland",
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "number"], name="household_by_place"),
            models.Index(fields=["place_then", "number", "id"], name="household_by_place_then"),   # a past day's lists: who lay where then
            models.Index(fields=["phone_index"], name="household_by_phone"),
            models.Index(fields=["number"], name="household_by_number"),
        ]


class PersonRecord(Fact, Placed, Originated, Erasable):
    """What was true of a person, and to which household they belonged. `id_number` and `phone` are sealed; the indexes beside them are blind.

    `origin_kind` and `origin_id` name what the record rests on: a delivered row, a finding, an entry at the desk.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="records", db_index=False)   # indexes below begin with it
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="member_records", db_index=False)
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
    disability_grade = models.CharField("残疾等级", max_length=4, blank=True)
    disability_card_year = models.PositiveSmallIntegerField("残疾证办证年度", null=True)
    political = models.CharField("政治面貌", max_length=20, blank=True)
    speaks_mandarin = yes_no("是否会讲普通话")
    works = yes_no("是否务工")
    work_months = models.PositiveSmallIntegerField("务工时间（月）", null=True)
    work_place = models.CharField("务工所在地", max_length=80, blank=True)
    work_county = models.CharField("务工所在县", max_length=60, blank=True)
    work_from = models.DateField("务工开始时间", null=True)
    work_to = models.DateField("务工结束时间", null=True)
    work_income = MoneyField("务工月收入（元）", null=True)
    works_abroad = yes_no("是否国外务工")
    employer = models.CharField("务工企业名称", max_length=100, blank=True)
    industry = models.CharField("产业分类", max_length=40, blank=True)
    trade = models.CharField("所属行业", max_length=40, blank=True)
    job_channel = models.CharField("就业渠道", max_length=40, blank=True)
    point_to_point = yes_no("是否点对点输送")
    travel_subsidy = MoneyField("年度交通费补助（元）", null=True)
    plans_to_work = yes_no("是否计划务工")
    planned_county = models.CharField("计划务工所在县", max_length=60, blank=True)
    service_wish = models.CharField("就业服务需求", max_length=80, blank=True)
    unemployed_reason = models.CharField("未就业原因", max_length=60, blank=True)
    public_post_kind = models.CharField("公益性岗位类型", max_length=40, blank=True)
    public_post_months = models.PositiveSmallIntegerField("公益性岗位(月数)", null=True)
    minimum_living = yes_no("是否享受低保")
    minimum_living_kind = models.CharField("低保类别", max_length=8, blank=True)
    destitute_support = yes_no("是否特困供养人员")
    destitute_kind = models.CharField("特困类别", max_length=8, blank=True)
    resident_medical = yes_no("是否参加城乡居民基本医疗保险")
    worker_medical = yes_no("是否参加城镇职工基本医疗保险")
    serious_illness_insurance = yes_no("是否参加大病保险")
    commercial_medical = yes_no("是否参加商业补充医疗保险")
    serious_illness_aid = yes_no("是否接受大病医疗救助")
    other_health_help = yes_no("是否接受其他健康扶贫")
    resident_pension = yes_no("是否参加城乡居民基本养老保险")
    worker_pension = yes_no("是否参加城镇职工基本养老保险")
    accident_insurance = yes_no("是否参加意外保险")
    identified_on = models.DateField("人员识别时间", null=True, help_text="the first day of the month")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "valid_from", "superseded_at"], name="person_record_once"),
        ]
        indexes = [
            models.Index(fields=["place_code", "name_folded", "id"], name="person_by_place"),
            models.Index(fields=["place_then", "name_folded", "id"], name="person_by_place_then"),
            models.Index(fields=["name_folded", "place_code", "id"], name="person_by_name"),
            models.Index(fields=["id_index"]),
            models.Index(fields=["id18_index"]),
            models.Index(fields=["person_number"]),
            models.Index(fields=["phone_index"], name="person_by_phone"),
            # whole answers: how many members, and where, without their rows
            models.Index(fields=["household", "superseded_at", "valid_to", "valid_from", "place_code"], name="person_by_household"),
            models.Index(fields=["valid_from"], name="person_by_beginning"),   # who came and who left between two days
            models.Index(fields=["valid_to"], name="person_by_end", condition=Q(valid_to__lt=FOREVER_DAY)),   # all others share one end
        ]
