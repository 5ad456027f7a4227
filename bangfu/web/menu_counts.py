"""How many things wait behind an item of the menu: small counts only, each answered from an index. A package joins by one line of WAITS."""

from collections.abc import Callable

from bangfu.crosscheck import queries as crosscheck
from bangfu.deliveries import queries as deliveries
from bangfu.organization.actor import Actor
from bangfu.registry import queries as registry
from bangfu.voices import queries as voices

IN_HAND = {"read": "deliveries.receive", "compared": "deliveries.apply"}
LOOKED_AT = 20   # of the latest deliveries


def _deliveries(by: Actor) -> int:
    return sum(one.state in IN_HAND and by.can(IN_HAND[one.state], at=one.place_code) for one in deliveries.deliveries(by, limit=LOOKED_AT))


def _findings(by: Actor) -> int:
    """What was passed on to the asker, and exemptions they decide; not the open findings, which are the work itself."""
    return crosscheck.waiting_handovers(by) + (crosscheck.waiting_exemptions(by) if by.can("crosscheck.approve") else 0)


def _disclosures(by: Actor) -> int:
    return registry.waiting_disclosures(by) + registry.ready_disclosures(by)


def _my_voices(by: Actor) -> int:
    return voices.waiting_voices(by).answered


def _voices(by: Actor) -> int:
    return voices.waiting_voices(by).to_answer


# address name of the item → how many wait
WAITS: dict[str, Callable[[Actor], int]] = {
    "deliveries": _deliveries, "findings": _findings, "disclosures": _disclosures, "my_voices": _my_voices, "voices": _voices,
}
