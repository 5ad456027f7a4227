"""Powers: which post may do what, and which fields it may read. One table; nothing else in the program decides this.

A power is `package.verb`. A power is held at the places of the post only. Reading a field is one of read, masked, hidden; a field not
named here is read by whoever may see its row.
"""

from dataclasses import dataclass

READ, MASKED, HIDDEN = "read", "masked", "hidden"


@dataclass(frozen=True)
class Role:
    """A kind of post: its word, the level it stands at, and what it may do."""

    word: str
    level: str
    powers: frozenset[str]


_LOOK = frozenset({"registry.look", "crosscheck.look", "deliveries.look", "reporting.look"})
_VILLAGE = _LOOK | {"crosscheck.settle", "registry.correct", "crosscheck.print", "registry.unmask"}
_TOWNSHIP = _VILLAGE | {"deliveries.receive", "deliveries.apply", "crosscheck.run", "crosscheck.approve", "journal.look", "reporting.export"}
_COUNTY = _TOWNSHIP | {"journal.verify", "organization.look"}

ROLES: dict[str, Role] = {
    "village_clerk": Role("村信息员", "village", _VILLAGE),
    "township_clerk": Role("乡镇经办", "township", _TOWNSHIP),
    "county_officer": Role("县级主管", "county", _COUNTY),
    "administrator": Role("系统管理员", "county", frozenset({"organization.look", "organization.appoint", "organization.places", "journal.look"})),
    "auditor": Role("安全审计员", "county", frozenset({"journal.look", "journal.verify", "organization.look"})),
    "program": Role("程序", "county", _COUNTY | {"organization.appoint", "organization.places"}),
}

# field → how each role reads it; a role not named reads MASKED (closed by default)
FIELDS: dict[str, dict[str, str]] = {
    "person.id_number": {},
    "person.phone": {},
    "household.phone": {},
}


def may(role: str, power: str) -> bool:
    """Whether a role holds a power. An unknown role holds none."""
    return role in ROLES and power in ROLES[role].powers


def reading(role: str, field: str) -> str:
    """How a role reads a field: read, masked or hidden. A field not in the table is read; a role not in its row reads masked."""
    return FIELDS[field].get(role, MASKED) if field in FIELDS else READ
