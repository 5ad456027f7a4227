"""The checks once more, on an engine of another make: Polars. Written from what each check means, not from its SQL."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from bangfu.crosscheck.checks.rows import LEDGER, SOURCES, Delivered
from bangfu.crosscheck.engine import Tables
from bangfu.crosscheck.found import Found, FoundCell
from bangfu.crosscheck.matching import HOW
from bangfu.crosscheck.sources import authority_told, deaths, sources
from bangfu.rules.finding import identity
from bangfu.rules.id_number import STATUS_WORDS
from bangfu.rules.member import Member, member_faults
from bangfu.rules.near_name import slip
from bangfu.rules.near_number import SLIPS as NEAR_NUMBERS
from tests.crosscheck.matching_oracle import Pairs, matched

BY_NUMBER = ("id", "card")
Row = dict[str, Any]
_LINE = {name: pl.Date if name in ("birth", "event_day") else pl.Int32 if name == "number" else pl.String for name in (*Delivered._fields[1:], "source")}


class Oracle:
    """Everything the checks find in the tables, found by other means."""

    def __init__(self, tables: Tables) -> None:
        blank = [pl.when(pl.col(name) == "").then(None).otherwise(pl.col(name)).alias(name) for name in ("id_index", "id18_index")]
        self.day = tables.day
        self.register = pl.DataFrame(pl.from_arrow(tables.register)).with_columns(blank)
        lists = [pl.DataFrame(pl.from_arrow(tables.sources[slug])).select(Delivered._fields[1:]).with_columns(source=pl.lit(slug)) for slug in sorted(tables.sources)]
        self.rows = (pl.concat(lists) if lists else pl.DataFrame(schema=_LINE)).with_columns(blank)
        self.households = pl.DataFrame(pl.from_arrow(tables.households))
        self.helped = {home["household"] for home in self.households.to_dicts() if home["assisted"] == "脱贫户" or home["monitored"]}
        self.in_force = pl.DataFrame(pl.from_arrow(tables.in_force))
        self.people = {row["person"]: row for row in self.register.to_dicts()}
        self.more = {row["row"]: row for table in tables.sources.values() for row in table.to_pylist()}   # with the columns of their own list
        self.lines = {row["row"]: row for row in self.rows.to_dicts()}
        self.slips = {(row["person"], row["row"]): row["slip"] for row in tables.near_numbers.to_pylist()}
        self.pairs = {source: self._matched(source) for source in sorted({*tables.sources, *SOURCES})}

    def found(self) -> list[Found]:
        checks = (self.id_number(), self.id_name(), self.same_id(), self.missing(), self.surplus(), self.member_logic(), self.everybody(), self.twice())
        everything = [one for check in checks for one in check]
        return sorted(everything, key=lambda one: (one.place_code, one.household_number, one.check, one.identity))

    def _matched(self, source: str) -> Pairs:
        own = ("head_name", "phone_index")   # what a row may say beyond the columns of every list, by which it is matched
        lines = [{**{name: self.more[row].get(name) for name in own}, **line} for row, line in self.lines.items() if line["source"] == source]
        return matched(self.people.values(), lines, frozenset(self.slips))

    def id_number(self) -> Iterator[Found]:
        wrong = [status for status in STATUS_WORDS if status not in ("ok", "placeholder")]
        for row in self.register.filter(pl.col("id_status").is_in(wrong)).to_dicts():
            yield _about("id_number", row["id_status"], row, [row["id_status"], row["id_index"] or ""], {"name": row["name"]},
                         [_cell(row, "id_number", "")])

    def id_name(self) -> Iterator[Found]:
        met = [(self.people[person], self.lines[row]) for pairs in self.pairs.values() for (person, row), how in pairs.items() if how in BY_NUMBER]
        agreed = {line["row"] for person, line in met if self._same_name(person, line)}
        for row in self.people.values():
            mine = sorted((line for person, line in met if person is row), key=lambda line: (_rank(line["source"]), line["source"], line["row"]))
            against = [line for line in mine if self._speaks_against(row, line) and line["row"] not in agreed]
            if against:
                first = min(against, key=lambda line: (_rank(line["source"]), f"{line['source']} {line['row']}"))
                police = [line for line in mine if sources()[line["source"]].kind == "公安"]
                heard = "；以公安为准，多半是名册写错" if any(line in against for line in police) else ""
                if not heard and any(self._same_name(row, line) for line in police):
                    heard = "；公安的名单与名册一致，多半是名单写错"
                say = {"name": row["name"], "source": first["source"], "other_name": first["name"], "other_place": first["place_code"], "alike": "",
                       "heard": heard}
                names = sorted({line["name_folded"] for line in against})
                yield _about("id_name", slip(row["name_folded"], first["name_folded"]), row, ["name", row["name_folded"], *names], say,
                             [_cell(row, "name", row["name"]), *(_line(line, "name", line["name"], self._how(row, line)) for line in mine)])
        yield from self._other_id()

    def _how(self, row: Row, line: Row) -> str:
        return self.pairs[line["source"]][row["person"], line["row"]]

    @staticmethod
    def _same_name(row: Row, line: Row) -> bool:
        return "" not in (line["name_folded"], row["name_folded"]) and not slip(row["name_folded"], line["name_folded"])

    @staticmethod
    def _speaks_against(row: Row, line: Row) -> bool:
        counts = not sources()[line["source"]].feeds or row["origin_kind"] == "delivered_row"
        return counts and bool(slip(row["name_folded"], line["name_folded"]))

    def _other_id(self) -> Iterator[Found]:
        met = [(self.people[person], self.lines[at], how) for pairs in self.pairs.values() for (person, at), how in pairs.items() if how not in BY_NUMBER]
        groups: dict[tuple[str, str], list[tuple[Row, Row, str]]] = {}
        for row, line, how in met:
            ahead = sources()[line["source"]].feeds and row["origin_kind"] != "delivered_row"
            if row["id18_index"] and line["id18_index"] and not ahead:
                groups.setdefault((row["person"], line["id18_index"]), []).append((row, line, how))
        for group in groups.values():
            told = sorted(group, key=lambda one: (_rank(one[1]["source"]), one[1]["source"], one[1]["row"]))
            row, line, how = told[0]
            slip_word = self.slips.get((row["person"], line["row"]))
            alike = f"同村同名，号码{NEAR_NUMBERS[slip_word]}" if slip_word else HOW[how]
            say = {"name": row["name"], "source": line["source"], "other_name": "", "other_place": "", "alike": alike, "heard": ""}
            yield _about("id_name", "other_id", row, ["id", row["id18_index"], line["id18_index"]], say,
                         [_cell(row, "id_number", ""), *(_line(one, "id_number", "", why) for _, one, why in told)])

    def same_id(self) -> Iterator[Found]:
        groups = self.register.drop_nulls("id18_index").group_by("id18_index").agg(pl.col("person")).filter(pl.col("person").list.len() > 1)
        for _, persons in groups.iter_rows():
            group = sorted((self.people[one] for one in persons), key=lambda row: (row["place_code"], row["person"]))
            one_name = len({row["name_folded"] for row in group}) == 1
            for row in group:
                other = next(one for one in group if one is not row)
                say = {"name": row["name"], "count": len(group), "other_name": other["name"], "other_place": other["place_code"],
                       "other_household": other["household_number"]}
                yield _about("same_id", "twice" if one_name else "shared", row, [row["id18_index"]], say,
                             [_cell(one, "id_number", "") for one in group])

    def missing(self, source: str = LEDGER, check: str = "missing", fault: str = "missing", but: frozenset[str] = frozenset()) -> Iterator[Found]:
        met = {row for _, row in self.pairs[source]} | but
        places = set(self.register["place_code"])
        dead = [line for line in self.lines.values() if line["source"] in deaths()]
        groups: dict[str, list[Row]] = {}
        for line in self.lines.values():
            wanted = line["source"] == source and line["row"] not in met and line["name_folded"] and line["place_code"] in places
            wanted = wanted and line["id_status"] not in ("blank", "lost_digits", "bad_shape")
            if wanted and not any(_is_dead(line, one) for one in dead):
                key = line["id18_index"] or f"{line['place_code']} {line['name_folded']} {line['household_number']}"
                groups.setdefault(key, []).append(line)
        for key, lines in groups.items():
            first = min(lines, key=lambda line: str(line["row"]))
            cells = [_line(line, "name", line["name"]) for line in sorted(lines, key=lambda line: (line["number"], line["row"]))]
            yield Found(
                check, fault, identity(check, key, [fault]), "delivered", first["row"], first["name"], first["household_number"],
                first["place_code"], {"name": first["name"], "household": first["household_number"]},
                (*cells, FoundCell("register", first["place_code"], "", "", "", 0, "absent", "")),
            )

    def dead(self) -> dict[str, list[Row]]:
        """Who of the register is surely in a list of deaths, and their rows there."""
        dead: dict[str, list[Row]] = {}
        for source in set(deaths()) & set(self.pairs):
            for (person, at), how in self.pairs[source].items():
                if how in (*BY_NUMBER, "slip", "birth", "household", "head") and self.people[person]["name_folded"] == self.lines[at]["name_folded"]:
                    dead.setdefault(person, []).append(self.lines[at])
        return dead

    def surplus(self) -> Iterator[Found]:
        for person, lines in self.dead().items():
            yield self._dead(self.people[person], sorted(lines, key=lambda line: (line["source"], line["row"])))
        yield from self.absent(LEDGER, "surplus", "not_in_ledger")

    def absent(self, source: str, check: str, fault: str) -> Iterator[Found]:
        gone, met = self.dead(), {person for person, _ in self.pairs[source]}
        delivered = {place: day for slug, place, _, day in self.in_force.iter_rows() if slug == source}
        for person, row in self.people.items():
            day = delivered.get(row["place_code"])
            if person not in gone and person not in met and day and self._is_about(source, row["household"]) and not (row["birth"] and row["birth"] > day):
                yield _about(check, fault, row, [fault], {"name": row["name"], "event": "", "data_day": day.isoformat()},
                             [_cell(row, "name", row["name"]), FoundCell(source, row["place_code"], "", "", "", 0, "absent", "")])

    def _is_about(self, source: str, household: str) -> bool:
        """The city's system is only about those who are helped."""
        return source != "city_persons" or household in self.helped

    def _dead(self, row: Row, lines: list[Row]) -> Found:
        event = min((line["event_day"] for line in lines if line["event_day"]), default=None)
        words = f"{event}去世" if event else "没有写日期"
        return _about("surplus", "dead", row, ["dead", str(event or "")], {"name": row["name"], "event": words, "data_day": ""},
                      [_cell(row, "name", row["name"]), *(_line(line, "event_day", str(line["event_day"] or ""), self._how(row, line)) for line in lines)])

    def everybody(self) -> Iterator[Found]:
        """Lists of everybody against the register and each other."""
        for here in ("city_persons", LEDGER):
            there = LEDGER if here == "city_persons" else "city_persons"
            if here == "city_persons" and here in self.pairs:
                yield from self.missing(here, f"missing_{here}", "not_registered")
                yield from self.absent(here, f"surplus_{here}", "not_in_list")
            if "city_persons" in self.pairs:
                yield from self.missing(here, f"only_{here}", "only_here", frozenset(self._known(here, there)))

    def _known(self, here: str, there: str) -> Iterator[str]:
        """Rows of one list of whom the other says something, or which it says nothing of because it never came for their village."""
        places = {place for slug, place, _, _ in self.in_force.iter_rows() if slug == there}
        theirs = [line for line in self.lines.values() if line["source"] == there]
        helped = {(home["place_code"], home["household_number"]) for home in self.households.to_dicts() if home["household"] in self.helped}
        numbers, names = {line["id18_index"] for line in theirs} - {None}, {(line["place_code"], line["name_folded"]) for line in theirs}
        for line in self.lines.values():
            known = line["id18_index"] in numbers or (line["place_code"], line["name_folded"]) in names
            about = there != "city_persons" or (line["place_code"], line["household_number"]) in helped
            if line["source"] == here and (known or not about or line["place_code"] not in places):
                yield line["row"]

    def twice(self) -> Iterator[Found]:
        yield from self._same_person()
        yield from self._household_numbers()
        for source in {"city_persons", LEDGER} & set(self.pairs):
            yield from self._listed_twice(source)
        for source in self.pairs:
            if source in sources() and sources()[source].once is not None:
                yield from self._repeated(source)

    def _same_person(self) -> Iterator[Found]:
        for row in self.people.values():
            others = [other for other in self.people.values() if self._may_be_one(row, other)]
            if others:
                other = min(others, key=lambda one: f"{one['place_code']} {one['person']}")
                say = {"name": row["name"], "birth": str(row["birth"]), "count": len(others) + 1, "other_place": other["place_code"],
                       "other_household": other["household_number"]}
                yield _about("same_person", "same_person", row, [row["name_folded"], str(row["birth"])], say,
                             [_cell(row, "name", row["name"]), _cell(other, "name", other["name"])])

    @staticmethod
    def _may_be_one(a: Row, b: Row) -> bool:
        alike = a["name_folded"] == b["name_folded"] != "" and a["birth"] is not None and a["birth"] == b["birth"] and a["household"] != b["household"]
        poor = any(not one["id18_index"] or one["id_status"] not in ("ok", "old15") for one in (a, b))
        near = a["place_code"][:9] == b["place_code"][:9] and (a["place_code"] == b["place_code"] or poor)
        return alike and near and (a["sex"] == b["sex"] or "" in (a["sex"], b["sex"])) and not (a["id18_index"] and a["id18_index"] == b["id18_index"])

    def _household_numbers(self) -> Iterator[Found]:
        homes = self.households.to_dicts()
        for home in homes:
            others = [one for one in homes if one["household_number"] == home["household_number"] != "" and one["household"] != home["household"]]
            if others:
                other = min(others, key=lambda one: f"{one['place_code']} {one['household']}")
                members = [row for row in self.people.values() if row["household"] == home["household"]]
                heads = [row["name"] for row in members if row["relation"] == "户主"] or [row["name"] for row in members]
                say = {"count": len(others) + 1, "other_place": other["place_code"], "other_household": other["household_number"]}
                check = "shared_household_number"
                cells = tuple(FoundCell("register", one["place_code"], "", "", "", 0, "household_number", one["household_number"]) for one in (home, other))
                yield Found(check, check, identity(check, home["household"], [home["household_number"]]), "household", home["household"], min(heads),
                            home["household_number"], home["place_code"], say, cells)

    def _listed_twice(self, source: str) -> Iterator[Found]:
        check, homes = f"twice_in_{source}", dict[str, dict[tuple[str, str], list[Row]]]()
        for line in self.lines.values():
            if line["source"] == source and line["id18_index"]:
                homes.setdefault(line["id18_index"], {}).setdefault((line["place_code"], line["household_number"]), []).append(line)
        for number, places in homes.items():
            firsts = [min(lines, key=lambda line: str(line["row"])) for lines in places.values()]
            for line in firsts if len(firsts) > 1 else ():
                other = min((one for one in firsts if one is not line), key=lambda one: f"{one['place_code']} {one['household_number']} {one['row']}")
                say = {"name": line["name"], "count": sum(map(len, places.values())), "other_place": other["place_code"], "other_name": other["name"]}
                key = f"{number} {line['place_code']} {line['household_number']}"
                yield Found(check, "listed_twice", identity(check, key, [number]), "delivered", line["row"], line["name"], line["household_number"],
                            line["place_code"], say, (_line(line, "id_number", ""), _line(other, "id_number", "")))

    def _repeated(self, source: str) -> Iterator[Found]:
        check, once, alike = f"repeated_in_{source}", sources()[source].once or (), dict[tuple[str, ...], list[Row]]()
        lines = [line for line in self.lines.values() if line["source"] == source and line["id18_index"] and line["id_status"] in ("ok", "old15")]
        for line in lines:
            alike.setdefault((line["id18_index"], *(self.more[line["row"]][column] for column in once)), []).append(line)
        for key, several in alike.items():
            if len(several) > 1:
                line, other = (pick(several, key=lambda one: str(one["row"])) for pick in (min, max))
                say = {"name": line["name"], "count": len(several), "other_place": other["place_code"], "other_name": other["name"]}
                yield Found(check, "repeated", identity(check, " ".join(key), [key[0]]), "delivered", line["row"], line["name"], line["household_number"],
                            line["place_code"], say, (_line(line, "id_number", ""), _line(other, "id_number", "")))

    def member_logic(self) -> Iterator[Found]:
        for (household,), group in self.register.group_by("household"):
            rows = sorted(group.to_dicts(), key=lambda row: str(row["person"]))
            members = [Member(row["person"], row["name"], row["relation"], row["sex"], row["birth"]) for row in rows]
            for fault in member_faults(members, self.day):
                yield self._member(str(household), rows, fault.key, fault.fault)

    def _member(self, household: str, rows: list[Row], key: str, fault: str) -> Found:
        heads = [row for row in rows if row["relation"] == "户主"]
        if not key:
            place, number, name = (min(str(row[column]) for row in rows) for column in ("place_code", "household_number", "name"))
            blank = {"name": "", "relation": "", "sex": "", "birth": "", "age": 0, "heads": 0, "spouses": 0, "head_name": "", "limit": 0, "apart": ""}
            return Found(
                "member_logic", fault, identity("member_logic", household, [fault]), "household", household, name, number, place, blank,
                tuple(_cell(row, "relation", row["relation"]) for row in rows),
            )
        row, head = self.people[key], heads[0] if len(heads) == 1 else None
        cells = {"relation": _cell(row, "relation", row["relation"]), "sex": _cell(row, "sex", row["sex"]), "birth": _cell(row, "birth", str(row["birth"] or ""))}
        shown, print_of = _SHOWN.get(fault, (("relation", "birth", "head birth"), ("relation", "birth", "head birth")))
        if head:
            cells |= {"head sex": _cell(head, "sex", head["sex"]), "head birth": _cell(head, "birth", str(head["birth"]))}
        texts = {"relation": row["relation"], "sex": row["sex"], "birth": str(row["birth"]), "head birth": str(head["birth"]) if head else ""}
        say = {"name": row["name"], "relation": row["relation"], "sex": row["sex"], "birth": str(row["birth"] or ""), "heads": len(heads),
               "spouses": sum(one["relation"] == "配偶" for one in rows), "head_name": head["name"] if head else ""}
        return _about("member_logic", fault, row, [fault, *(texts[name] for name in print_of)], say, [cells[name] for name in shown])


_SHOWN = {
    "two_heads": (("relation",), ()), "many_spouses": (("relation",), ()), "spouse_same_sex": (("sex", "head sex"), ("relation", "sex")),
    "sex_against_relation": (("relation", "sex"), ("relation", "sex")), "birth_in_future": (("relation", "birth"), ("birth",)),
    "too_old": (("relation", "birth"), ("birth",)), "head_too_young": (("relation", "birth"), ("birth",)),
    "spouse_too_young": (("relation", "birth"), ("birth",)),
}


def _rank(source: str) -> int:
    ranked = authority_told()["name"]
    return ranked.index(source) if source in ranked else len(ranked)


def _is_dead(line: Row, dead: Row) -> bool:
    if line["name_folded"] != dead["name_folded"]:
        return False
    same_number = line["id18_index"] is not None and line["id18_index"] == dead["id18_index"]
    return same_number or (line["place_code"] == dead["place_code"] and isinstance(line["birth"], date) and line["birth"] == dead["birth"])


def _about(check: str, fault: str, row: Row, values: list[str], say: dict[str, Any], cells: list[FoundCell]) -> Found:
    return Found(
        check, fault, identity(check, row["person"], values), "person", row["person"], row["name"], row["household_number"], row["place_code"],
        say, tuple(cells),
    )


def _cell(row: Row, column: str, value: str) -> FoundCell:
    origin = row["origin_id"] if row["origin_kind"] == "delivered_row" else ""
    return FoundCell("register", row["place_code"], row["person"], row["name"], origin, 0, column, value)


def _line(line: Row, column: str, value: str, how: str = "") -> FoundCell:
    return FoundCell(line["source"], line["place_code"], "", line["name"], line["row"], line["number"], column, value, how)
