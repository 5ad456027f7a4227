"""The columns of a person's and a household's record as people fill them in: their words, how a value is read, and in which group a form shows them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from bangfu.facts.fields import MoneyField, QuantityField
from bangfu.registry.models import BodyRecord, HouseholdRecord, PersonRecord, VillageRecord
from bangfu.rules import codes
from bangfu.rules.codes import CodeList, read_set
from bangfu.rules.id_number import EARLIEST_BIRTH
from bangfu.rules.refusal import Refused

LATEST = date(2100, 1, 1)
MOST_QUANTITY = Decimal(100_000)   # 亩, 平方米, 公里: of one household; a slipped column, not a measure, is larger


@dataclass(frozen=True)
class Column:
    """One column. `kind`: text, name, number (sealed), label, labels (several, joined by 、), yes_no, day, whole, money, quantity."""

    name: str
    word: str
    kind: str
    group: str
    codes: CodeList | None = None
    most: int = 0


_PERSON_GROUPS: Mapping[str, str] = {
    "身份": "name id_kind id_number sex birth relation nation political phone person_number identified_on speaks_mandarin",
    "上学": "schooling student dropout_reason unemployed_reason",
    "健康": "health disability_kind disability_grade disability_card_year",
    "劳动和务工": "labour works work_months work_place work_county work_from work_to work_income works_abroad employer industry trade job_channel "
              "point_to_point travel_subsidy plans_to_work planned_county service_wish public_post_kind public_post_months",
    "保障": "minimum_living minimum_living_kind destitute_support destitute_kind resident_medical worker_medical serious_illness_insurance "
          "commercial_medical serious_illness_aid other_health_help resident_pension worker_pension accident_insurance",
}
_HOUSEHOLD_GROUPS: Mapping[str, str] = {
    "住址和联系": "group address phone bank bank_account collector collector_phone",
    "登记": "standard first_identified lifted_year without_labour development_help resettled resettlement family_planning military_family only_child "
          "two_daughters",
    "住房": "house_area house_structure house_year house_dangerous house_grade",
    "水电路厕": "safe_water water_difficulty electricity broadcasting toilet toilet_works fuel entry_road road_hardened road_distance",
    "土地（亩）": "farmland irrigated forest returned_forest orchard grassland water_surface",
    "带动": "cooperative leading_company leading_person",
}
_VILLAGE_GROUPS: Mapping[str, str] = {
    "人口": "households persons minimum_living_households minimum_living_persons destitute_persons disabled_persons pension_persons",
    "条件": "collective_income road_paved bus primary_schools clinics doctors public_toilets waste_points libraries without_water dangerous_houses",
    "土地（亩）": "farmland irrigated forest returned_forest orchard grassland water_surface",
}
_BODY_GROUPS: Mapping[str, str] = {"主体": "name kind credit_code founded_on business", "联系": "head phone address"}
_CODES: Mapping[str, CodeList] = {
    "id_kind": codes.ID_KIND, "sex": codes.SEX, "relation": codes.RELATION, "nation": codes.NATION, "political": codes.POLITICAL,
    "schooling": codes.SCHOOLING, "student": codes.STUDENT, "labour": codes.LABOUR, "health": codes.HEALTH, "disability_kind": codes.DISABILITY,
    "disability_grade": codes.DISABILITY_GRADE,
    "minimum_living_kind": codes.MINIMUM_LIVING_KIND, "destitute_kind": codes.DESTITUTE_KIND, "standard": codes.STANDARD,
    "house_structure": codes.HOUSE_STRUCTURE, "house_grade": codes.HOUSE_GRADE, "fuel": codes.FUEL, "entry_road": codes.ENTRY_ROAD,
    "kind": codes.BODY_KIND,
}
_SEVERAL = ("health", "disability_kind")
_SEALED = ("id_number", "phone", "bank_account", "collector_phone")
_MONTHS = ("identified_on", "first_identified", "work_from", "work_to")


def _kind(field: Any) -> str:
    name = field.attname
    if name in _SEALED:
        return "number"
    if name in _SEVERAL:
        return "labels"
    if name in _CODES:
        return "label"
    for type_, kind in ((MoneyField, "money"), (QuantityField, "quantity"), (models.DateField, "day"), (models.IntegerField, "whole")):
        if isinstance(field, type_):
            return kind
    return "yes_no" if field.max_length == 2 else "text"


def _columns(model: type[models.Model], groups: Mapping[str, str]) -> dict[str, Column]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: Column(name, str(fields[name].verbose_name), _kind(fields[name]), group, _CODES.get(name), getattr(fields[name], "max_length", 0) or 0)
        for group, names in groups.items() for name in names.split()
    }


PERSON: Mapping[str, Column] = _columns(PersonRecord, _PERSON_GROUPS)
HOUSEHOLD: Mapping[str, Column] = _columns(HouseholdRecord, _HOUSEHOLD_GROUPS)
VILLAGE: Mapping[str, Column] = _columns(VillageRecord, _VILLAGE_GROUPS)
BODY: Mapping[str, Column] = _columns(BodyRecord, _BODY_GROUPS)


def by_group(columns: Mapping[str, Column]) -> list[tuple[str, list[Column]]]:
    """(group, its columns) in the order in which a form shows them."""
    groups: dict[str, list[Column]] = {}
    for column in columns.values():
        groups.setdefault(column.group, []).append(column)
    return list(groups.items())


def empty(column: Column) -> Any:
    """What the record holds where nothing is known."""
    return None if column.kind in ("day", "whole", "money", "quantity") else ""


def possible(column: Column, value: Any) -> Any:
    """A value as the record keeps it: labels in the words of the national lists, several in their order. Refused, naming the column, for one that cannot be.

    Clears with None or ''. Texts are as typed; days, whole numbers, Money and Decimal come as such from a form.
    """
    if value in (None, "") or isinstance(value, str) and not value.strip():
        return _nothing(column)
    if column.kind in ("label", "labels", "yes_no"):
        return _labelled(column, value)
    if isinstance(value, str) and column.most and len(value) > (60 if column.kind == "number" else column.most):
        raise Refused(f"“{column.word}”写了 {len(value)} 个字，最多 {60 if column.kind == 'number' else column.most} 个。", field=column.name)
    _within_reason(column, value)
    return value


def _nothing(column: Column) -> Any:
    if column.name == "name":
        raise Refused(f"{column.word}不能为空。", field="name")
    return empty(column)


def _labelled(column: Column, value: Any) -> str:
    known = column.codes or codes.YES_NO
    if column.kind == "labels":
        words = read_set("、".join(value) if isinstance(value, list | tuple) else str(value), known)
        strange = [word for word in words if word not in known.labels]
        label = None if strange else "、".join(words)
    else:
        strange, label = [str(value)], known.label(str(value))
    if label is None:
        raise Refused(f"“{strange[0]}”不是“{column.word}”里可选的说法。", field=column.name)
    return label


def _within_reason(column: Column, value: Any) -> None:
    most_whole = 9999 if column.name.endswith("year") else 1_000_000
    impossible: Mapping[str, Callable[[], bool]] = {
        "whole": lambda: not 0 <= int(value) <= most_whole, "quantity": lambda: not 0 <= Decimal(str(value)) < MOST_QUANTITY,
        "money": lambda: value.fen < 0, "day": lambda: not EARLIEST_BIRTH <= value <= (LATEST if column.name == "work_to" else timezone.localdate()),
    }
    if column.kind in impossible and impossible[column.kind]():
        raise Refused(f"“{column.word}”是 {value}，不是可能的{'日期' if column.kind == 'day' else '数'}。", field=column.name)


def together(values: Mapping[str, Any], changed: Iterable[str]) -> None:
    """Refused when a change makes columns contradict one another. `values`: the whole record after it; what nobody touches is left as it was delivered.

    全国系统: of 文化程度 and 在校生状况 exactly one is filled; 有效灌溉 is part of 耕地; 居民 and 职工 insurance exclude each other.
    """
    for names, contradicts, sentence in _EXCLUDING:
        if set(names) & set(changed) and contradicts(*(values.get(name) for name in names)):
            raise Refused(sentence, field=next(name for name in names if name in changed))


_EXCLUDING: tuple[tuple[tuple[str, str], Callable[[Any, Any], bool], str], ...] = (
    (
        ("schooling", "student"), lambda schooling, student: bool(schooling) and student not in (None, "", "非在校生"),
        "“文化程度”和“在校生状况”只能填一项：在校的填在校生状况，不在校的填文化程度。",
    ),
    (
        ("irrigated", "farmland"), lambda irrigated, farmland: None not in (irrigated, farmland) and bool(irrigated > farmland),
        "“有效灌溉面积”不能大于“耕地面积”。",
    ),
    (
        ("resident_medical", "worker_medical"), lambda resident, worker: resident == worker == "是",
        "城乡居民医保和城镇职工医保只能参加一种，请核对。",
    ),
)


def shown(column: Column, value: Any) -> str:
    """A value as a page writes it; '' for nothing known. Sealed numbers are not shown here."""
    if value in (None, ""):
        return ""
    if column.name in _MONTHS:
        return f"{value:%Y-%m}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def told(columns: Mapping[str, Column], record: models.Model, names: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(word, text) of what is known in a record, in the order of the columns; sealed numbers are left out."""
    wanted = list(names) or list(columns)
    pairs = [(columns[name].word, shown(columns[name], getattr(record, name))) for name in wanted if columns[name].kind != "number"]
    return [(word, text) for word, text in pairs if text]
