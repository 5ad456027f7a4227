"""The examples of the book: a village each, in a township of its own, in which everything is right but for what the example tells."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from bangfu.crosscheck import shapes, snapshot
from bangfu.crosscheck.checks.check import EXAMPLES_ON, Check, Told
from bangfu.crosscheck.checks.rows import InForce
from bangfu.crosscheck.checks.views import split
from bangfu.crosscheck.engine import Tables
from bangfu.rules.person_name import fold

DATA_DAY = date(2026, 6, 30)
PERSON: Mapping[str, Any] = {
    "person_number": "", "name": "覃天明", "id_status": "ok", "id_kind": "居民身份证", "sex": "男", "birth": date(1980, 1, 1), "relation": "户主",
    "origin_kind": "desk", "origin_id": "", "nation": "汉族", "political": "群众", "speaks_mandarin": "是", "schooling": "初中", "student": "", "health": "健康",
    "labour": "普通劳动力", "works": "否", "minimum_living": "否", "destitute_support": "否", "resident_medical": "是", "worker_medical": "否",
    "serious_illness_insurance": "是", "resident_pension": "是", "worker_pension": "否", "identified_on": date(2014, 1, 1), "phone_fault": "",
}
HOUSEHOLD: Mapping[str, Any] = {
    "origin_kind": "desk", "origin_id": "", "assisted": "脱贫户", "assisted_since": date(2018, 12, 31), "standard": "国家标准", "lifted_year": 2018,
    "first_identified": date(2014, 1, 1), "address": "一组", "group": "一组", "house_area": Decimal(100), "house_structure": "砖混", "house_year": 2015,
    "house_dangerous": "否", "house_grade": "A级", "safe_water": "是", "water_difficulty": "否", "electricity": "是", "broadcasting": "是", "toilet": "是",
    "toilet_works": "是", "fuel": "", "entry_road": "水泥路", "road_hardened": "是", "road_distance": Decimal("0.5"), "farmland": Decimal(3),
    "irrigated": Decimal(1), "forest": Decimal(5), "returned_forest": Decimal(0), "orchard": Decimal(1), "grassland": Decimal(0), "water_surface": Decimal(0),
    "cooperative": "是", "guarantee_housing": "已保障", "guarantee_education": "已保障", "guarantee_water": "已保障", "guarantee_medical": "已保障",
    "main_cause": "缺技术", "causes": "缺技术", "income_wage": Decimal(20000), "income_business": Decimal(5000), "income_property": Decimal(500),
    "income_transfer": Decimal(1500), "income_expense": Decimal(2000), "income_net": Decimal(25000), "income_per_head": Decimal(25000), "resettled": "否",
    "collector": "韦采集", "phone_fault": "", "bank_fault": "", "bank": "信用社",
}
VILLAGE: Mapping[str, Any] = {
    "tags": "", "households": 300, "persons": 1000, "minimum_living_households": 10, "minimum_living_persons": 20, "destitute_persons": 3, "disabled_persons": 20,
    "pension_persons": 600, "collective_income": Decimal(100000), "road_paved": "是", "bus": "是", "primary_schools": 1, "clinics": 1, "doctors": 1,
    "public_toilets": 1, "waste_points": 1, "libraries": 1, "without_water": 0, "dangerous_houses": 0, "farmland": Decimal(3000), "irrigated": Decimal(1000),
    "forest": Decimal(5000), "returned_forest": Decimal(100), "orchard": Decimal(1000), "grassland": Decimal(0), "water_surface": Decimal(50),
}


GIVEN = "花草树木山水云雨风雪"   # second characters of the names of further members


class County:
    """Examples written into tables, a village each."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {"register": [], "households": [], "villages": [], "in_force": []}
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.places: list[str] = []

    def add(self, told: Told, on: str = "person") -> str:
        """One example; returns the village it lives in."""
        nth = len(self.places) + 1
        place = f"{990121 + nth // 900}{nth % 900 + 100}001"   # a township each: a list may speak for the whole of one
        self.places.append(place)
        head = self._person(told.person, nth, 0, place)
        for at, home in enumerate((told.household, *told.neighbours)):
            number = f"{nth}-{at}" if at else str(nth)
            self.rows["households"].append({
                **HOUSEHOLD, "household": f"h{number}", "household_number": f"H{number}", "place_code": place, "phone_index": f"P{number}", "bank_index": f"B{number}",
            } | dict(home))
        for at, one in enumerate(told.others, start=1):
            self._person({"relation": "配偶", "sex": "女", "name": "韦小" + GIVEN[at - 1], "birth": date(1982, 1, 1)} | dict(one), nth, at, place)
        self.rows["villages"].append({**VILLAGE, "place_code": place} | dict(told.village))
        source = split(on)[1]
        rows = [(slug, one) for slug, said in told.lists.items() for one in (said if isinstance(said, list) else [said])]
        rows += [(source, told.source)] if source and told.source is not None else []
        for slug in sorted({source, *(slug for slug, _ in rows)} - {""}) if told.in_force else ():
            self.rows["in_force"].append(InForce(slug, place, f"d-{slug}", DATA_DAY)._asdict())
            self.lists.setdefault(slug, [])
        for slug, said in rows:
            self._line(slug, said, head, nth, alone=on.startswith("unregistered") and slug == source)
        return place

    def _person(self, said: Mapping[str, Any], nth: int, at: int, place: str) -> dict[str, Any]:
        told = {
            **PERSON, "person": f"p{nth}-{at}", "household": f"h{nth}", "household_number": f"H{nth}", "place_code": place, "id_index": f"N{nth}-{at}",
            "id18_index": f"N{nth}-{at}", "phone_index": f"P{nth}-{at}", **said,
        }
        told = {"id_birth": told["birth"], "id_sex": told["sex"], **told, "name_folded": fold(told["name"])}
        self.rows["register"].append(told)
        return told

    def _line(self, slug: str, said: Mapping[str, Any], head: Mapping[str, Any], nth: int, *, alone: bool) -> None:
        same = ("name", "id_index", "id18_index", "id_status", "sex", "birth", "relation", "household_number", "place_code")
        other = {"name": "农不在", "id_index": f"X{nth}", "id18_index": f"X{nth}", "household_number": f"X{nth}"} if alone else {}
        told = {**{name: head[name] for name in same}, "row": f"{slug}-{nth}", "delivery": f"d-{slug}", "number": 5, **other, **said}
        self.lists.setdefault(slug, []).append({**told, "name_folded": fold(told["name"])})

    def tables(self) -> Tables:
        """What a run over all of them reads."""
        once = {"register": shapes.persons(), "households": shapes.households(), "villages": shapes.villages(), "in_force": shapes.in_force()}
        read = {name: _table(schema, self.rows[name]) for name, schema in once.items()}
        return Tables(
            **read, sources={slug: _table(shapes.listed(slug), rows, slug) for slug, rows in self.lists.items()}, day=EXAMPLES_ON,
            values={("", "monitoring_line"): Decimal(8000), ("", "income_alarm"): Decimal(4000), ("", "identification_alarm"): Decimal(20000),
                    ("", "medical_alarm"): Decimal(5000), ("", "minimum_living_standard"): Decimal(500)},
        )


def county_of(checks: Iterable[Check]) -> tuple[Tables, dict[str, tuple[Check, Told, bool]]]:
    """(the tables, village → (check, example, whether it has to be found)) of every example the checks of the book carry."""
    county, told = County(), dict[str, tuple[Check, Told, bool]]()
    for check in checks:
        for wanted, examples in ((True, check.hits), (False, check.misses)):
            for example in examples:
                assert isinstance(example, Told)
                told[county.add(example, check.on)] = (check, example, wanted)
    return county.tables(), told


def _table(schema: pa.Schema, rows: list[dict[str, Any]], source: str = "") -> pa.Table:
    hundredths = shapes.scaled(schema, source)
    strange = {name for row in rows for name in row} - set(schema.names)
    assert not strange, f"no such columns: {strange}"
    arrays = []
    for field in schema:
        values = [row.get(field.name, "" if field.type == pa.string() else None) for row in rows]
        arrays.append(pa.array([_hundredths(one) if field.name in hundredths and one is not None else one for one in values], field.type))
    return snapshot.whole(schema, pa.Table.from_arrays(arrays, schema=schema))


def _hundredths(value: Any) -> int:
    return int(Decimal(str(value)) * 100)
