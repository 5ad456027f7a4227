"""The national website's form: which columns of ours it holds, and in which order a clerk meets them there."""

from functools import cache

from bangfu.registry.columns import HOUSEHOLD, PERSON
from bangfu.workbooks.layout import LAYOUTS

MEMBER = "member"   # somebody who came into the household, or left it
PLACE = "household.place"   # where a household lives, when it moved
WORDS = {MEMBER: "家庭成员", PLACE: "所在村组"}
FORMS = ("household_basic", "household_building", "national_persons")   # the household's forms first, then each person's


@cache
def positions() -> dict[str, int]:
    """Column → its place in the form: `household.<column>` and `<column>` of a person, as the national exports have them."""
    keys = [field.key for slug in FORMS for field in LAYOUTS[slug].fields]
    named = [PLACE, MEMBER, *("birth" if key == "birth_date" else key for key in keys)]
    known = [name for name in dict.fromkeys(named) if name in WORDS or name in PERSON or name.removeprefix("household.") in HOUSEHOLD and "." in name]
    return {name: nth for nth, name in enumerate(known)}


def word(column: str) -> str:
    """A column of the form in words."""
    if column in WORDS:
        return WORDS[column]
    name = column.removeprefix("household.")
    return (HOUSEHOLD[name] if column.startswith("household.") else PERSON[name]).word
