"""Powers: which post may do what, and which fields it may read. One table; nothing else in the program decides this.

A power is `package.verb`, and is held at the places of the post only. `FIELDS` says of single fields who reads them whole or masked and
who writes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

READ, MASKED, HIDDEN = "read", "masked", "hidden"


@dataclass(frozen=True)
class Role:
    """A kind of post: its word, the level it stands at, and what it may do."""

    word: str
    level: str
    powers: frozenset[str]


_ALL = frozenset({"accounts.own", "voices.write", "lists.arrange"})   # one's own account, saying something, arranging one's lists
_GRID = _ALL | {"registry.look", "evidence.look"}
_LOOK = _GRID | {"crosscheck.look", "deliveries.look", "reporting.look"}
_VILLAGE = _LOOK | {
    "crosscheck.settle", "crosscheck.print", "registry.correct", "registry.unmask", "registry.print", "registry.bodies", "evidence.keep",
}
_TOWNSHIP = _VILLAGE | {
    "deliveries.receive", "deliveries.apply", "crosscheck.run", "crosscheck.approve", "journal.look", "reporting.export", "registry.status",
    "registry.disclose", "organization.grids", "voices.answer",
}
_COUNTY = _TOWNSHIP | {
    "journal.verify", "organization.look", "organization.tags", "organization.policy", "crosscheck.sources", "registry.approve_disclosure", "registry.erase",
    "crosscheck.settings", "voices.direct",
}

ROLES: dict[str, Role] = {
    "grid_worker": Role("网格员", "grid", _GRID),
    "village_clerk": Role("村信息员", "village", _VILLAGE),
    "township_clerk": Role("乡镇经办", "township", _TOWNSHIP),
    "county_officer": Role("县级主管", "county", _COUNTY),
    # three who administer, none of whom may do another's work or sees a household (GB/T 22239-2019 8.1.5); two of them make an administrator
    "administrator": Role("系统管理员", "county", _ALL | {
        "organization.look", "organization.places", "organization.grids", "work.again", "backups.take", "accounts.look", "accounts.propose", "accounts.agree",
    }),
    "security_administrator": Role("安全管理员", "county", _ALL | {
        "organization.look", "organization.appoint", "accounts.look", "accounts.rules", "accounts.reset", "accounts.propose", "accounts.agree",
    }),
    "auditor": Role("安全审计员", "county", _ALL | {"journal.look", "journal.verify", "voices.name", "accounts.agree"}),
    "program": Role("程序", "county", _COUNTY | {
        "organization.appoint", "organization.places", "registry.found", "backups.take", "accounts.look", "accounts.rules", "accounts.reset", "keys.change",
    }),
}

ADMINISTRATORS = ("administrator", "security_administrator", "auditor")   # made by two, held by one person alone

# The clerks whose work needs the number: they see its head and tail, and may look at the whole with a reason.
_CLERKS = frozenset({"village_clerk", "township_clerk", "county_officer", "program"})
_WALKERS = _CLERKS | {"grid_worker"}
_COUNTY_ONLY = frozenset({"county_officer", "program"})


@dataclass(frozen=True)
class FieldRule:
    """Who reads a field whole, who reads it masked, and who may write it; whoever is named nowhere neither reads nor writes it."""

    read: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    write: frozenset[str] = frozenset()


# A field not in this table is read by whoever may see its row, and written by whoever may correct it.
FIELDS: dict[str, FieldRule] = {
    "person.id_number": FieldRule(masked=_WALKERS, write=_CLERKS),
    "person.phone": FieldRule(masked=_WALKERS, write=_CLERKS),
    "household.phone": FieldRule(masked=_WALKERS, write=_CLERKS),
    "household.bank_account": FieldRule(masked=_CLERKS, write=_CLERKS),
    "household.collector_phone": FieldRule(masked=_WALKERS, write=_CLERKS),
    "body.phone": FieldRule(masked=_CLERKS, write=_CLERKS),
    # decided by the civil affairs office (社会救助暂行办法 第九至十一条), so a village writes down what it hears and the county corrects
    "person.minimum_living": FieldRule(read=frozenset(ROLES), write=_COUNTY_ONLY),
    "person.destitute_support": FieldRule(read=frozenset(ROLES), write=_COUNTY_ONLY),
}


def may(role: str, power: str) -> bool:
    """Whether a role holds a power. An unknown role holds none."""
    return role in ROLES and power in ROLES[role].powers


def apart(role: str, held: Iterable[str]) -> str:
    """Why somebody who holds posts of some roles may not take one of another; '' when they may. An administrator holds nothing else (三员分立)."""
    others = sorted({ROLES[one].word for one in held if one != role and {one, role} & set(ADMINISTRATORS)})
    return f"{'、'.join(others)}和{ROLES[role].word}不能由一个人兼任。" if others else ""


def reading(role: str, field: str) -> str:
    """How a role reads a field: read, masked or hidden."""
    rule = FIELDS.get(field)
    if rule is None or role in rule.read:
        return READ
    return MASKED if role in rule.masked else HIDDEN


def may_write(role: str, field: str) -> bool:
    """Whether a role may write a field of a row it may correct."""
    return field not in FIELDS or role in FIELDS[field].write
