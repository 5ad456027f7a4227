"""Who is who, once more: plain Python over the rows, from what each way to match means."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

from bangfu.rules.near_name import slip

Row = Mapping[str, Any]
Pairs = dict[tuple[str, str], str]   # (person, row) → how
Key = Callable[[Row], tuple[Hashable, ...]]


def matched(people: Collection[Row], lines: Collection[Row], slips: frozenset[tuple[str, str]] = frozenset()) -> Pairs:
    """The pairs of persons of the register and rows of one list, and why; `slips` are pairs with a slip of the hand between their numbers."""
    heads = _heads(people)
    by_number: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        if line["id18_index"]:
            by_number[line["id18_index"]].append(line)
    pairs: Pairs = {}
    for person in people:
        for line in by_number.get(person["id18_index"] or "", ()):
            pairs[person["person"], line["row"]] = "id" if person["id_index"] == line["id_index"] else "card"
    numbered = {person for person, _ in pairs}, {row for _, row in pairs}
    pairs |= {pair: "slip" for pair in _pairs(people, lines) & slips if pair[0] not in numbered[0] and pair[1] not in numbered[1]}
    met_people, met_lines = {person for person, _ in pairs}, {row for _, row in pairs}
    left = [one | {"head": heads.get(one["household"])} for one in people if one["person"] not in met_people and one["name_folded"]]
    right = [one | {"head": _bare(one.get("head_name") or "") or None} for one in lines if one["row"] not in met_lines and one["name_folded"]]
    for how, key, holds in _WAYS:
        for person, line in _one_to_one(left, right, key):
            if holds(person, line):
                pairs[person["person"], line["row"]] = how
        gone, taken = {person for person, _ in pairs}, {row for _, row in pairs}
        left, right = [one for one in left if one["person"] not in gone], [one for one in right if one["row"] not in taken]
    for how, may_be in (("near", _born_alike), ("kin", _of_one_home), ("phone", _of_one_phone)):
        pairs |= dict.fromkeys(_near(left, right, may_be), how)
        gone, taken = {person for person, _ in pairs}, {row for _, row in pairs}
        left, right = [one for one in left if one["person"] not in gone], [one for one in right if one["row"] not in taken]
    return pairs


def _pairs(people: Iterable[Row], lines: Iterable[Row]) -> set[tuple[str, str]]:
    return {(person["person"], line["row"]) for person in people for line in lines}


def _bare(name: str) -> str:
    return name.replace(" ", "").replace("　", "")


def _heads(people: Iterable[Row]) -> dict[str, str]:
    named: dict[str, list[str]] = defaultdict(list)
    for one in people:
        if one["relation"] == "户主":
            named[one["household"]].append(_bare(one["name"]))
    return {household: names[0] for household, names in named.items() if len(names) == 1}


def _one_to_one(left: list[Row], right: list[Row], key: Key) -> list[tuple[Row, Row]]:
    mine, theirs = _by(left, key), _by(right, key)
    return [(mine[same][0], theirs[same][0]) for same in mine.keys() & theirs.keys() if len(mine[same]) == len(theirs[same]) == 1]


def _by(rows: Iterable[Row], key: Key) -> dict[tuple[Hashable, ...], list[Row]]:
    groups: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if all(part not in (None, "") for part in key(row)):
            groups[key(row)].append(row)
    return groups


def _usable(row: Row) -> bool:
    return bool(row["id18_index"]) and row["id_status"] in ("ok", "old15")


def _agree(a: Row, b: Row, column: str) -> bool:
    return a[column] in (None, "") or b[column] in (None, "") or a[column] == b[column]


def _may_be(a: Row, b: Row) -> bool:
    return not (_usable(a) and _usable(b)) and _agree(a, b, "sex")


def _not_two(a: Row, b: Row) -> bool:
    return not (_usable(a) and _usable(b)) or _agree(a, b, "birth") and _agree(a, b, "sex")


def _always(a: Row, b: Row) -> bool:
    return True


_WAYS: tuple[tuple[str, Key, Callable[[Row, Row], bool]], ...] = (
    ("birth", lambda one: (one["place_code"], one["name_folded"], one["birth"]), _always),
    ("household", lambda one: (one["place_code"], one["name_folded"], one["household_number"]), _not_two),
    ("head", lambda one: (one["place_code"], one["name_folded"], one["head"]), lambda a, b: a["name_folded"] != a["head"] and _not_two(a, b)),
    ("name", lambda one: (one["place_code"], one["name_folded"]), lambda a, b: _may_be(a, b) and _agree(a, b, "birth")),
    ("township", lambda one: (one["place_code"][:9], one["name_folded"], one["birth"]), _may_be),
    ("county", lambda one: (one["place_code"][:6], one["name_folded"], one["birth"]), _may_be),
)


def _near(left: list[Row], right: list[Row], alike: Callable[[Row, Row], bool]) -> set[tuple[str, str]]:
    candidates = [
        (a["person"], b["row"]) for a in left for b in right
        if a["place_code"] == b["place_code"] and a["name_folded"] != b["name_folded"] and _may_be(a, b) and alike(a, b)
    ]
    people, rows = [person for person, _ in candidates], [row for _, row in candidates]
    return {(person, row) for person, row in candidates if people.count(person) == rows.count(row) == 1}


def _slip(a: Row, b: Row) -> str:
    return slip(a["name_folded"], b["name_folded"])


def _born_alike(a: Row, b: Row) -> bool:
    born = a["birth"] is not None and a["birth"] == b["birth"]
    return born and len(a["name_folded"]) == len(b["name_folded"]) and _slip(a, b) in ("homophone", "lookalike", "transposed")


def _one_home(a: Row, b: Row) -> bool:
    return _agree(a, b, "birth") and any(a[key] and a[key] == b[key] for key in ("household_number", "head"))


def _of_one_home(a: Row, b: Row) -> bool:
    return _one_home(a, b) and _slip(a, b) in ("homophone", "lookalike", "transposed", "one_off", "missing")


def _of_one_phone(a: Row, b: Row) -> bool:
    return _one_home(a, b) and bool(a.get("phone_index")) and a["phone_index"] == b.get("phone_index")
