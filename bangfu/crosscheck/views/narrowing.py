"""How lists of findings are narrowed down: what an address says, and what the filters offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bangfu.crosscheck import queries
from bangfu.crosscheck.checks import CHECKS, FAMILIES
from bangfu.crosscheck.checks.check import LEVELS, Check
from bangfu.crosscheck.queries import Narrow
from bangfu.organization.actor import Actor
from bangfu.rules.finding import FLOW, SINCE_LAST_RUN
from bangfu.rules.place_code import level

STATES = {"unsettled": "未办结", **FLOW.states}


def in_words(narrow: Narrow) -> str:
    """What a list is narrowed down to, for its print and its workbook."""
    check = CHECKS[narrow.check].title if narrow.check else ""
    told = [STATES.get(narrow.state, ""), narrow.family, check, LEVELS.get(narrow.level, ""), SINCE_LAST_RUN.get(narrow.mark, ""), "超期" if narrow.overdue else ""]
    return "，".join(filter(None, told))


def asked(sent: Mapping[str, str]) -> Narrow:
    """What an address asks for; words that mean nothing are left out."""
    def one_of(name: str, known: Any, otherwise: str = "") -> str:
        value = sent.get(name, otherwise)
        return value if value in known else otherwise

    return Narrow(
        state=one_of("state", STATES, "unsettled"), family=one_of("family", FAMILIES), check=one_of("check", CHECKS), fault=sent.get("fault", "")[:24],
        level=one_of("level", LEVELS), mark=one_of("mark", SINCE_LAST_RUN), source=sent.get("source", "")[:60], overdue=sent.get("overdue") == "1",
    )


@dataclass(frozen=True)
class Round:
    """The list a clerk goes through: of a place, narrowed down. The address of each of its findings carries it, so that the next is the next of this list."""

    place: str
    narrow: Narrow

    @property
    def query(self) -> str:
        """What an address carries of it; '' for the whole list of a village."""
        words = self.narrow.words() | ({} if level(self.place) in ("village", "grid") else {"at": self.place})
        return f"?{urlencode(words)}" if words else ""


def gone_through(sent: Mapping[str, str], home: str) -> Round:
    """The list from which somebody came to a finding that lies in `home`; one of another place is none."""
    place = sent.get("at", "")
    return Round(place if place and home.startswith(place) else home, asked(sent))


def offered(by: Actor, narrow: Narrow) -> dict[str, Any]:
    """The filters of a list, with what is chosen in each."""
    return {
        "narrow": narrow, "states": STATES.items(), "families": FAMILIES, "checks": _by_family(narrow.family), "levels": LEVELS.items(),
        "marks": SINCE_LAST_RUN.items(), "sources": queries.sources_found(by),
    }


def _by_family(family: str) -> list[tuple[str, list[Check]]]:
    groups = [(name, [one for one in CHECKS.values() if one.family == name]) for name in FAMILIES if not family or name == family]
    return [(name, found) for name, found in groups if found]
