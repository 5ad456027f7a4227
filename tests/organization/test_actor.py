"""Who is asking: powers and reach together, and neither alone."""

import pytest

from bangfu.organization.actor import NOBODY, PROGRAM
from bangfu.rules.powers import ROLES
from bangfu.rules.refusal import Forbidden
from tests.county import COUNTY, FAR_VILLAGE, VILLAGE, County


@pytest.mark.parametrize(("who", "power", "at", "may"), [
    ("township_clerk", "deliveries.receive", VILLAGE, True),
    ("township_clerk", "deliveries.receive", FAR_VILLAGE, False),     # the power, not the place
    ("village_clerk", "deliveries.receive", VILLAGE, False),          # the place, not the power
    ("village_clerk", "crosscheck.settle", VILLAGE, True),
    ("neighbour", "crosscheck.settle", VILLAGE, False),
    ("stranger", "registry.look", VILLAGE, False),
    ("former", "registry.look", VILLAGE, False),
    ("nobody", "registry.look", VILLAGE, False),
    ("security", "organization.appoint", VILLAGE, True),
    ("security", "registry.look", VILLAGE, False),                    # keeps accounts, sees no household
    ("administrator", "organization.appoint", VILLAGE, False),        # nobody makes themself what they want to be
    ("auditor", "journal.verify", COUNTY, True),
    ("auditor", "organization.appoint", COUNTY, False),
])
def test_power_and_place_are_both_needed(county: County, who: str, power: str, at: str, may: bool) -> None:
    by = getattr(county, who)
    assert by.can(power, at=at) == may
    if may:
        by.must(power, at=at)
    else:
        with pytest.raises(Forbidden):
            by.must(power, at=at)


def test_a_refusal_says_which_of_the_two_is_missing(county: County) -> None:
    with pytest.raises(Forbidden, match="没有这项权限"):
        county.village_clerk.must("deliveries.receive", at=VILLAGE)
    with pytest.raises(Forbidden, match="管辖范围"):
        county.township_clerk.must("deliveries.receive", at=FAR_VILLAGE)
    with pytest.raises(Forbidden, match="未任职"):
        NOBODY.must("registry.look")


def test_a_power_nobody_has_heard_of_is_held_by_none() -> None:
    assert not PROGRAM.can("no.such") and not any("no.such" in role.powers for role in ROLES.values())
