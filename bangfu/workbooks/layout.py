"""Layouts: what columns a kind of list has, by what names, and which must be there. A new list is data, not code."""

from dataclasses import dataclass

from bangfu.rules.codes import LISTS

KINDS = frozenset({"text", "name", "id_number", "day", "month", "whole", "yes_no", "place", "household_number"})


@dataclass(frozen=True)
class Field:
    """One column: `key` in the values of a row, `label` as the list's makers write it, `synonyms` as others do.

    `required`: the column must be there and its cell filled. `kind` is one of KINDS, or code:<LIST> / set:<LIST> of `rules.codes`.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    kind: str = "text"

    def __post_init__(self) -> None:
        prefix, _, name = self.kind.partition(":")
        if self.kind not in KINDS and not (prefix in ("code", "set") and name in LISTS):
            raise ValueError(f"field {self.key!r} has an unknown kind {self.kind!r}")


@dataclass(frozen=True)
class Layout:
    """A kind of list. `receiver` says who takes it in: 'register' (people come in) or 'source' (a list to check against)."""

    slug: str
    title: str
    source_kind: str
    receiver: str
    fields: tuple[Field, ...]
    note: str = ""

    def __post_init__(self) -> None:
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError(f"layout {self.slug!r} names a key twice")

    def field(self, key: str) -> Field:
        """The field of a key. KeyError if the layout has none."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which the list says too little."""
        return tuple(one for one in self.fields if one.required)


_NAME = Field("name", "姓名", ("成员姓名", "人员姓名", "家庭成员姓名", "名字"), required=True, kind="name")
_ID_WORDS = ("证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码", "证件号", "身份证件号码", "居民身份证号码", "成员证件号码")
_VILLAGE_WORDS = ("村", "行政村", "村名", "村(社区)", "村(居)", "村(居委会)", "所在村", "行政村名称", "村民委员会")
_TOWNSHIP_WORDS = ("乡", "乡(镇)", "乡镇", "镇", "乡(镇、街道)", "乡镇(街道)", "镇(街道)", "所在乡镇", "乡镇名称")
_HOUSEHOLD_WORDS = ("户编号", "户号", "户编码", "家庭编号", "户籍编号")
_RELATION_WORDS = ("与户主关系", "与户主的关系", "和户主关系", "户主关系", "家庭关系", "关系")


def _others(words: tuple[str, ...], label: str) -> tuple[str, ...]:
    return tuple(word for word in words if word != label)


def _id_number(label: str) -> Field:
    return Field("id_number", label, _others(_ID_WORDS, label), required=True, kind="id_number")


def _yes_no(key: str, label: str, *synonyms: str) -> Field:
    return Field(key, label, synonyms, kind="yes_no")


NATIONAL_PERSONS = Layout(
    slug="national_persons",
    title="人口信息导出表（47列）",
    source_kind="national",
    receiver="register",
    note="全国防返贫监测信息系统导出的人口信息表（2021年版47列）。列的顺序可以变，多出来的列原样保存。",
    fields=(
        Field("province", "省", ("省(区、市)", "省份"), kind="place"),
        Field("city", "市", ("市(州、盟)", "市(地、州、盟)", "地市"), kind="place"),
        Field("county", "县", ("县(市、区、旗)", "县(市、区)", "县区", "区县"), kind="place"),
        Field("township", "乡", _others(_TOWNSHIP_WORDS, "乡"), required=True, kind="place"),
        Field("village", "村", _others(_VILLAGE_WORDS, "村"), required=True, kind="place"),
        Field("household_number", "户编号", _others(_HOUSEHOLD_WORDS, "户编号"), required=True, kind="household_number"),
        Field("person_number", "人口编号", ("人编号", "人员编号", "个人编号")),
        _NAME,
        Field("sex", "性别", kind="code:SEX"),
        Field("birth_date", "出生日期", ("出生年月日", "生日"), kind="day"),
        Field("id_kind", "证件类型", ("证件种类",), kind="code:ID_KIND"),
        _id_number("证件号码"),
        Field("nation", "民族", kind="code:NATION"),
        Field("household_phone", "户联系电话", ("户主联系电话", "家庭联系电话")),
        Field("phone", "成员联系电话", ("人联系电话", "家庭成员联系电话", "联系电话", "电话", "手机号码")),
        Field("year", "年度", ("数据年度",), kind="whole"),
        Field("relation", "与户主关系", _others(_RELATION_WORDS, "与户主关系"), required=True, kind="code:RELATION"),
        Field("schooling", "文化程度", ("学历", "受教育程度"), kind="code:SCHOOLING"),
        Field("student", "在校生状况", ("在校生情况", "在校状况"), kind="code:STUDENT"),
        Field("labour", "劳动技能", ("劳动能力", "劳动力类型"), kind="code:LABOUR"),
        Field("work_months", "务工时间（月）", ("务工月数", "务工时间(月数)"), kind="whole"),
        Field("health", "健康状况", ("身体状况", "健康情况"), kind="set:HEALTH"),
        Field("political", "政治面貌", kind="code:POLITICAL"),
        Field("employer", "务工企业名称", ("务工企业", "务工单位")),
        _yes_no("minimum_living", "是否享受低保", "享受低保政策情况", "是否享受农村低保", "低保"),
        _yes_no("worker_pension", "是否参加城镇职工基本养老保险", "城镇职工基本养老保险"),
        _yes_no("serious_illness_insurance", "是否参加大病保险", "大病保险"),
        _yes_no("resident_medical", "是否参加新型农村合作医疗（城乡居民基本医疗保险）",
                "是否参加城乡居民基本医疗保险", "城乡居民基本医疗保险", "是否参加新型农村合作医疗"),
        _yes_no("resident_pension", "是否参加城乡居民基本养老保险", "城乡居民基本养老保险"),
        Field("dropout_reason", "失学或辍学原因", ("义务教育阶段未上学原因", "辍学原因")),
        _yes_no("speaks_mandarin", "是否会讲普通话", "是否会说普通话"),
        _yes_no("commercial_medical", "是否参加商业补充医疗保险", "商业补充医疗保险"),
        _yes_no("works_abroad", "是否国外务工"),
        Field("industry", "产业分类", ("所属产业",)),
        _yes_no("serious_illness_aid", "是否接受大病医疗救助", "是否接受医疗救助", "医疗救助"),
        _yes_no("other_health_help", "是否接受其他健康扶贫", "是否接受其他健康帮扶", "其他健康扶贫"),
        Field("public_post_kind", "公益性岗位类型", ("公益性岗位", "公益岗位类型")),
        Field("public_post_months", "公益性岗位(月数)", ("公益性岗位月数", "公益岗位月数"), kind="whole"),
        Field("job_channel", "就业渠道"),
        Field("disability_kind", "残疾类别", ("残疾类型",), kind="set:DISABILITY"),
        Field("work_place", "务工所在地", ("务工地点", "务工地")),
        Field("head_name", "户主姓名", ("户主",), kind="name"),
        Field("head_id_number", "户主证件号码", ("户主身份证号", "户主身份证号码", "户主证件号"), kind="id_number"),
        _yes_no("worker_medical", "是否参加城镇职工基本医疗保险", "城镇职工基本医疗保险"),
        _yes_no("destitute_support", "是否特困供养人员", "是否享受特困供养", "享受特困供养政策情况", "特困"),
        Field("disability_card_year", "残疾证办证年度", ("残疾证办理年度",), kind="whole"),
        Field("standard", "识别标准", kind="code:STANDARD"),
    ),
)

VILLAGE_LEDGER = Layout(
    slug="village_ledger",
    title="村台账",
    source_kind="village",
    receiver="source",
    note="村里自己管的花名册。只需要村、姓名、身份证号三列，其余有就读。",
    fields=(
        Field("village", "村", _others(_VILLAGE_WORDS, "村"), required=True, kind="place"),
        Field("group", "组", ("村民组", "村民小组", "小组", "自然村", "屯", "自然村/组"), kind="place"),
        Field("household_number", "户编号", _others(_HOUSEHOLD_WORDS, "户编号"), kind="household_number"),
        Field("head_name", "户主姓名", ("户主",), kind="name"),
        _NAME,
        _id_number("身份证号"),
        Field("sex", "性别", kind="code:SEX"),
        Field("relation", "与户主关系", _others(_RELATION_WORDS, "与户主关系"), kind="code:RELATION"),
        Field("nation", "民族", kind="code:NATION"),
        Field("phone", "联系电话", ("电话", "手机", "手机号", "手机号码", "电话号码", "成员联系电话")),
        Field("remark", "备注", ("说明",)),
    ),
)

DECEASED_LIST = Layout(
    slug="deceased_list",
    title="死亡人员名单",
    source_kind="deceased",
    receiver="source",
    note="公安、民政、卫健或殡葬提供的死亡人员名单。",
    fields=(
        Field("name", "姓名", ("死者姓名", "死亡人员姓名", "逝者姓名", "人员姓名"), required=True, kind="name"),
        _id_number("身份证号"),
        Field("death_date", "死亡日期", ("死亡时间", "去世日期", "去世时间", "逝世日期", "死亡年月日"), required=True, kind="day"),
        Field("village", "户籍地(村)", ("户籍地", "户籍所在村", "户籍村", *_VILLAGE_WORDS), kind="place"),
        Field("township", "乡镇", _others(_TOWNSHIP_WORDS, "乡镇"), kind="place"),
        Field("cause", "原因", ("死亡原因", "死因")),
    ),
)

LAYOUTS: dict[str, Layout] = {one.slug: one for one in (NATIONAL_PERSONS, VILLAGE_LEDGER, DECEASED_LIST)}
