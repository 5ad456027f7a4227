"""The register's columns of a demo household and its people: words of the lists, quantities, money; numbers are sealed in `sealed`."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from bangfu.demo import names
from bangfu.demo.days import AS_OF
from bangfu.demo.register import Dwelling, Household, Land, Member, Ties
from bangfu.registry.records import columns
from bangfu.rules.codes import DISABILITY_GRADE, HEALTH, read_set
from bangfu.rules.money import Money

# column of the register → field of the demo's member
_TEXTS = {
    "person_number": "number", "sex": "sex", "birth": "birth", "relation": "relation", "nation": "nation", "schooling": "schooling", "student": "student",
    "dropout_reason": "dropout_reason", "labour": "labour", "disability_kind": "disability_kind", "political": "political",
    "speaks_mandarin": "mandarin", "work_place": "work_place", "work_county": "work_county", "works_abroad": "work_abroad", "employer": "employer",
    "industry": "industry", "job_channel": "channel", "point_to_point": "point_to_point", "plans_to_work": "plans_to_work",
    "public_post_kind": "post_kind", "minimum_living": "minimum_living", "minimum_living_kind": "minimum_living_kind",
    "destitute_support": "destitute", "destitute_kind": "destitute_kind", "resident_medical": "medical_residents",
    "worker_medical": "medical_employees", "serious_illness_insurance": "illness_insurance", "commercial_medical": "commercial_insurance",
    "serious_illness_aid": "illness_aid", "other_health_help": "other_health_aid", "resident_pension": "pension_residents",
    "worker_pension": "pension_employees",
}
_NUMBERS = {"disability_card_year": "disability_year", "work_months": "work_months", "public_post_months": "post_months"}
_MONTHS = {"work_from": "work_start", "work_to": "work_end"}
_LAND = {
    "farmland": "arable", "irrigated": "irrigated", "forest": "forest", "returned_forest": "returned_to_forest", "orchard": "orchard",
    "grassland": "grass", "water_surface": "water",
}
UNSAFE = ("C级", "D级")


def of_member(member: Member) -> dict[str, Any]:
    """What the register says of a person, but for name and numbers (`sealed`)."""
    made: dict[str, Any] = {column: getattr(member, name) for column, name in _TEXTS.items()}
    made |= {column: int(text) if (text := getattr(member, name)) else None for column, name in _NUMBERS.items()}
    made |= {column: _month(getattr(member, name)) for column, name in _MONTHS.items()}
    return made | {
        "id_kind": "残疾人证" if member.certificate else "居民身份证",
        "health": "、".join(read_set(member.health, HEALTH)) if "," in member.health else member.health,
        "disability_grade": DISABILITY_GRADE.label(member.disability_grade) or "",
        "works": yes_no(works(member)), "work_income": Money.read(member.work_income) if member.work_income else None,
    }


def works(member: Member) -> bool:
    """Whether somebody works: not whose work ended in an earlier year, whose months are still told."""
    return bool(member.work_months) and member.work_end[:4] in ("", f"{AS_OF.year}")


def sealed(member: Member) -> dict[str, Any]:
    """Name and numbers of a person as columns, sealed with their indexes; a disability certificate stands in place of the identity number."""
    return columns({"name": member.name, "id_number": member.certificate or member.id_number, "phone": member.phone})


def of_household(house: Household) -> dict[str, Any]:
    """What the register says of a household wherever it lives, numbers sealed."""
    clear = {"phone": house.phone, "bank_account": house.ties.account}
    return {
        "number": house.number, "collector": _collector(house) if house.followed else "",
        "standard": house.standard if house.followed else "", "bank": house.ties.bank, **columns(clear),
        "first_identified": house.standing.identified, "lifted_year": house.standing.lifted_year,
        "without_labour": yes_no(house.standing.sureties), "development_help": yes_no(house.followed and not house.standing.sureties),
        **_of_dwelling(house.dwelling), **of_land(house.land), **_of_ties(house.ties),
    }


def _collector(house: Household) -> str:
    """Who of the village collects what is known of its households: one for all of a group."""
    rng = Random(f"{house.village}|{house.group}|collector")
    return names.full_name(rng, names.surname(rng), rng.choice("男女"), 1985)


def _of_dwelling(home: Dwelling) -> dict[str, Any]:
    return {
        "house_area": Decimal(home.area), "house_structure": home.structure, "house_year": home.built, "house_dangerous": yes_no(home.grade in UNSAFE),
        "house_grade": home.grade, "safe_water": yes_no(home.safe_water), "water_difficulty": yes_no(home.water_difficulty),
        "electricity": yes_no(home.electricity), "broadcasting": yes_no(home.television), "toilet": yes_no(home.toilet),
        "toilet_works": yes_no(home.toilet_works), "fuel": home.fuel, "entry_road": home.road, "road_hardened": yes_no(home.road_hardened),
        "road_distance": home.road_km,
    }


def of_land(land: Land) -> dict[str, Decimal]:
    """亩 by the register's classes of land, of a household or a village."""
    return {column: getattr(land, name) for column, name in _LAND.items()}


def _of_ties(ties: Ties) -> dict[str, Any]:
    return {
        "resettled": yes_no(bool(ties.site)), "resettlement": ties.site, "family_planning": yes_no(ties.one_child or ties.two_daughters),
        "military_family": yes_no(ties.military), "only_child": yes_no(ties.one_child), "two_daughters": yes_no(ties.two_daughters),
        "cooperative": yes_no(ties.cooperative), "leading_company": yes_no(ties.enterprise), "leading_person": yes_no(ties.leader),
    }


def yes_no(so: bool) -> str:
    """A column of 是 or 否."""
    return "是" if so else "否"


def _month(text: str) -> date | None:
    """The first day of a month written YYYYMM."""
    return date(int(text[:4]), int(text[4:]), 1) if text else None
