"""Conditions: what an indicator's `where` says, as a filter.

    column = "x"              it says so; "" is nothing known
    column = ["x", "y"]       one of them
    column = { not = … }      not so · { contains = "x" } · { begins = "x" or [..] } · { filled = true } · { least = 1, most = 9, below = 10 }
    age = { least, most }     full years on the day asked about
    status = "family:label"   the household counts as it on the day ("family:" any label) · risk, cause = "label" of the household on the day
    any = [{…}, {…}]          one of several
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from bangfu.facts.models import NOW, AsOf
from bangfu.registry.models import Cause, RiskSpell
from bangfu.registry.queries import Asked
from bangfu.registry.queries.rosters import spells_asked
from bangfu.reporting.grounds.ground import Cut
from bangfu.rules.place_code import LENGTHS

SPELLS = ("status", "risk", "cause")   # conditions that ask what the household counts as


def condition(where: Mapping[str, Any], cut: Cut, model: type[Model]) -> Q:
    """The filter of a `where` on a day. ValueError for a column the rows have not."""
    told = Q()
    for name, value in where.items():
        told &= _one(name, value, cut, model)
    return told


def _one(name: str, value: Any, cut: Cut, model: type[Model]) -> Q:
    if name == "any":
        some = Q()
        for one in value:
            some |= condition(one, cut, model)
        return some
    if name == "age":
        return _age(value, cut.day)
    if name in SPELLS:
        return Q(household__in=spells(name, value, cut, model).values("household"))
    return _column(name, value, model._meta.get_field(name))


def spells(name: str, value: str, cut: Cut, model: type[Model]) -> QuerySet[Any]:
    """The facts that make a household count so on the day (`name` of SPELLS), asked of the rows of a `model` at the place. Now they lie where their household
    does, so that only those of the place are looked through; on a past day of a village only those of the households that have rows there."""
    if name == "status":
        found: QuerySet[Any] = spells_asked(Asked(cut.place, status=value, as_of=cut.as_of))
    elif name == "risk":
        found = RiskSpell.objects.filter(label=value, **cut.as_of.filters())
    else:
        found = Cause.objects.filter(label=value, rank=1, **cut.as_of.filters())
    if cut.as_of == NOW:
        return found.filter(cut.there())
    return found.filter(household__in=model._default_manager.filter(cut.there()).values("household")) if len(cut.place) >= LENGTHS["village"] else found


def _column(name: str, value: Any, field: Any) -> Q:
    if isinstance(value, list):
        return Q(**{f"{name}__in": value})
    if not isinstance(value, Mapping):
        return Q(**{name: value})
    told = Q()
    for word, wanted in value.items():
        told &= _compared(name, word, wanted, field)
    return told


def _compared(name: str, word: str, wanted: Any, field: Any) -> Q:
    """One comparison. ValueError for a word there is not."""
    if word == "not":
        return ~Q(**{f"{name}__in": wanted if isinstance(wanted, list) else [wanted]})
    if word == "filled":
        empty = Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})
        return ~empty if wanted else empty
    if word == "begins":
        some = Q()
        for start in wanted if isinstance(wanted, list) else [wanted]:
            some |= Q(**{f"{name}__startswith": start})
        return some
    lookups = {"contains": "contains", "least": "gte", "most": "lte", "below": "lt"}
    if word not in lookups:
        raise ValueError(f"a condition cannot say {word}")
    return Q(**{f"{name}__{lookups[word]}": wanted})


def _age(bounds: Mapping[str, int], day: date) -> Q:
    """Full years on a day: who is at least n was born on or before the day n years earlier."""
    told = Q()   # nobody whose birth is not known: what is compared with nothing is not so
    if "least" in bounds:
        told &= Q(birth__lte=_years_before(day, bounds["least"]))
    if "most" in bounds:
        told &= Q(birth__gt=_years_before(day, bounds["most"] + 1))
    return told


def _years_before(day: date, years: int) -> date:
    """The same day years earlier; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def known(as_of: AsOf) -> dict[str, Any]:
    """Filters for facts believed at the moment asked about, whenever they were true."""
    filters = AsOf(as_of.day, as_of.known).filters()
    return {name: value for name, value in filters.items() if not name.startswith("valid_")}
