"""Reasons: what a finding says in plain words."""

from collections.abc import Mapping

from bangfu.crosscheck.checks import CHECKS
from bangfu.crosscheck.checks.words import source_word
from bangfu.crosscheck.found import Found
from bangfu.rules.person_name import masked

NOTHING = "“”"   # where a value is quoted that is blank


def reason(found: Found, places: Mapping[str, str]) -> str:
    """The sentence. It is read by whoever reaches the finding's village, so people of other villages stand in it with masked names
    and without their household."""
    values = dict(found.say)
    elsewhere = values.get("other_place")
    if elsewhere is not None and values.get("other_name"):
        values["other_name"] = _name(values["other_name"], elsewhere, found.place_code)
    if "other_household" in values:
        values["other_household"] = f"（户编号{values['other_household']}）" if elsewhere == found.place_code else ""
    if elsewhere is not None:
        values["other_place"] = "本村" if elsewhere == found.place_code else places.get(elsewhere, elsewhere)
    if "source" in values:
        values["source"] = source_word(values["source"])
        if elsewhere and elsewhere != found.place_code:
            values["source"] += f"（{values['other_place']}）"
    return CHECKS[found.check].reason[found.fault].format_map(values).replace(NOTHING, "（空）")[:500]


def _name(name: str, place: str, home: str) -> str:
    return name if place == home else masked(name)
