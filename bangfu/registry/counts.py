"""Households and persons by village: the counter shown beside every place."""

from collections.abc import Iterable

from django.db.models import Count

from bangfu.facts.models import NOW
from bangfu.registry.models import PersonRecord, RegisterCount


def recount(places: Iterable[str]) -> None:
    """Counts the places anew from the rows and keeps the result. Called by every action that adds, moves or removes people."""
    for place in sorted(set(places)):
        RegisterCount.objects.update_or_create(place_code=place, defaults=counted(place))


def counted(place: str) -> dict[str, int]:
    """Households and persons now at one place, counted from the rows."""
    return PersonRecord.objects.filter(place_code=place, **NOW.filters()).aggregate(
        households=Count("household", distinct=True), persons=Count("id"),
    )


def differing() -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Places whose counter is not what the rows say: place → (kept, counted). Empty when all is right."""
    rows = PersonRecord.objects.filter(**NOW.filters()).values("place_code").annotate(h=Count("household", distinct=True), p=Count("id"))
    actual = {row["place_code"]: (row["h"], row["p"]) for row in rows}
    kept = {one.place_code: (one.households, one.persons) for one in RegisterCount.objects.all()}
    return {
        place: (kept.get(place, (0, 0)), actual.get(place, (0, 0)))
        for place in sorted({*kept, *actual}) if kept.get(place, (0, 0)) != actual.get(place, (0, 0))
    }
