"""Every slip is in the files where it is said to be, the checks that have to find it can, and there is nothing else to find.

The finder here is a plain one, written from the rules alone and in the simplest way, to be compared with the truth beside the files.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bangfu.demo.places import villages
from bangfu.demo.slips import CHECKS, FAMILY, KINDS
from bangfu.demo.write import write_demo
from bangfu.rules.codes import RELATION
from bangfu.rules.dates import read_day
from bangfu.rules.id_number import read_number
from bangfu.rules.member import Member, member_faults
from bangfu.rules.person_name import fold
from tests.demo.written import Row, Written, read_demo

TODAY = date(2026, 11, 30)
PLACES = {row.name for row in villages("county")}


def refused(row: Row, number: str) -> bool:
    return not row["姓名"] or row["村"] not in PLACES or read_number(row[number]).status == "lost_digits"


def found_by_household(demo: Written) -> dict[str, set[str]]:
    """户编号 → the checks that have something to say about it."""
    found: dict[str, set[str]] = defaultdict(set)
    for rows, number in ((demo.national, "证件号码"), (demo.ledger, "身份证号")):
        for row in rows:
            if refused(row, number):
                found[row["户编号"]].add("refused")
            elif read_number(row[number], today=TODAY).status != "ok":
                found[row["户编号"]].add("id_number")
    ledger = [row for row in demo.ledger if not refused(row, "身份证号")]
    register = [row for row in demo.national if not refused(row, "证件号码")] + others_in_the_register(demo)
    for part in (_numbers_and_names(register, ledger), _presence(register, ledger, demo.deceased), _households(register)):
        for household, check in part:
            found[household].add(check)
    return found


def others_in_the_register(demo: Written) -> list[Row]:
    """The households the national system does not list are in the register as they are; their villages write no mistakes about them."""
    listed = {row["户编号"] for row in demo.national} | {slip["household"] for slip in demo.truth["slips"]}
    return [
        {"人口编号": row["身份证号"], "出生日期": f"{read_number(row['身份证号']).birth}"} | row | {"与户主关系": RELATION.label(row["与户主关系"]) or ""}
        for row in demo.ledger if row["户编号"] not in listed
    ]


@cache
def _first(number: str) -> str:
    return read_number(number).first18


def _first18(row: Row) -> str:
    return _first(row.get("证件号码") or row["身份证号"])


def _numbers_and_names(register: list[Row], ledger: list[Row]) -> list[tuple[str, str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in register + ledger:
        names[_first18(row)].add(fold(row["姓名"]))
    found = [(row["户编号"], "id_name") for row in register + ledger if len(names[_first18(row)]) > 1]
    counted = Counter(_first18(row) for row in register)
    found += [(row["户编号"], "same_id") for row in register if counted[_first18(row)] > 1]
    known, ledgered = {_first18(row) for row in register}, {_first18(row) for row in ledger}
    alone = {(row["户编号"], fold(row["姓名"])) for row in register if _first18(row) not in ledgered}
    unknown = [row for row in ledger if _first18(row) not in known]
    return found + [(row["户编号"], "id_name") for row in unknown if (row["户编号"], fold(row["姓名"])) in alone]


def _presence(register: list[Row], ledger: list[Row], deceased: list[Row]) -> list[tuple[str, str]]:
    known, ledgered, dead = ({_first18(row) for row in rows} for rows in (register, ledger, deceased))
    missing = [(row["户编号"], "missing") for row in ledger if _first18(row) not in known]
    return missing + [(row["户编号"], "surplus") for row in register if _first18(row) not in ledgered or _first18(row) in dead]


def _households(register: list[Row]) -> list[tuple[str, str]]:
    houses: dict[str, list[Member]] = defaultdict(list)
    for row in register:
        houses[row["户编号"]].append(Member(row["人口编号"], row["姓名"], row["与户主关系"], row["性别"], read_day(row["出生日期"])))
    return [(household, "member_logic") for household, members in houses.items() if member_faults(members, TODAY)]


def explained_by_others(demo: Written) -> dict[str, set[str]]:
    """户编号 → the checks that may speak because of a contradiction in the lists of any office."""
    homes = {row["人口编号"]: row["户编号"] for row in demo.national}
    found: dict[str, set[str]] = defaultdict(set)
    for one in demo.truth["contradictions"]:
        checks = {check for check, family in FAMILY.items() if family in (*one["families"], *one["also"])}
        for household in {one["household"], *one["others"], homes.get(one["other"], "")} - {""}:
            found[household] |= checks
    return found


def slips_by_household(demo: Written) -> dict[str, dict[str, Any]]:
    """户编号 → its slip, also for the household of the other person."""
    homes = {row["人口编号"]: row["户编号"] for row in demo.national}
    slips = {slip["household"]: slip for slip in demo.truth["slips"]}
    return slips | {homes[slip["other"]]: slip for slip in demo.truth["slips"] if slip["other"]}


@pytest.fixture(scope="module", params=[("township", 1, 0.025), ("township", 2, 0.1), ("village", 3, 0.2)], ids=str)
def some_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    size, seed, rate = request.param
    return read_demo(write_demo(tmp_path_factory.mktemp("slips"), size, seed, rate))


def test_each_slip_can_be_found_by_the_check_that_has_to(some_demo: Written) -> None:
    found = found_by_household(some_demo)
    for slip in some_demo.truth["slips"]:
        assert slip["expected_check"] == "none" or slip["expected_check"] in found[slip["household"]], slip


def test_nothing_else_is_to_be_found(some_demo: Written) -> None:
    slips, others = slips_by_household(some_demo), explained_by_others(some_demo)
    for household, checks in found_by_household(some_demo).items():
        slip = slips.get(household)
        assert checks <= ({slip["expected_check"], *slip["also"]} if slip else others[household]), (slip, household, checks)


def test_a_household_carries_one_slip_at_most(some_demo: Written) -> None:
    homes = {row["人口编号"]: row["户编号"] for row in some_demo.national}
    touched = [slip["household"] for slip in some_demo.truth["slips"]]
    touched += [homes[slip["other"]] for slip in some_demo.truth["slips"] if slip["other"] and homes[slip["other"]] != slip["household"]]
    assert len(touched) == len(set(touched))


def test_the_demo_has_every_kind_and_two_to_three_in_a_hundred(demo: Written) -> None:
    assert {slip["kind"] for slip in demo.truth["slips"]} == set(KINDS)
    assert 0.02 <= len(demo.truth["slips"]) / len(demo.national) <= 0.03


def test_the_truth_says_for_every_slip_what_the_table_says(demo: Written) -> None:
    assert {kind.check for kind in KINDS.values()} == set(CHECKS)
    for slip in demo.truth["slips"]:
        kind = KINDS[slip["kind"]]
        assert (slip["expected_check"], tuple(slip["also"])) == (kind.check, kind.also)
        assert slip["file"] in ("national", "ledger", "both", "deceased")
        assert kind.check not in kind.also


Evidence = Callable[[Row, list[Row], dict[str, Any]], bool]


def numbers_in(rows: list[Row]) -> list[str]:
    return [row["身份证号"] for row in rows]


def names_in(one: Row, rows: list[Row]) -> list[str]:
    return [one["姓名"], *(row["姓名"] for row in rows)]


EVIDENCE: dict[str, Evidence] = {
    "wrong_check_digit": lambda one, rows, slip: one["证件号码"][:17] == slip["id_number"][:17] and one["证件号码"] != slip["id_number"],
    "impossible_birth": lambda one, rows, slip: read_number(one["证件号码"]).status == "bad_date" and one["证件号码"] in numbers_in(rows),
    "birth_in_1896": lambda one, rows, slip: one["证件号码"][6:10] == "1896" and one["出生日期"] > "1930",
    "older_than_120": lambda one, rows, slip: one["证件号码"][6:9] == "190" and read_number(one["证件号码"]).status == "ok",
    "transposed_digits": lambda one, rows, slip: sum(a != b for a, b in zip(one["证件号码"], slip["id_number"], strict=True)) == 2,
    "changed_digit": lambda one, rows, slip: one["证件号码"][:18] == slip["id_number"] and slip["id_number"] not in numbers_in(rows),
    "lost_character": lambda one, rows, slip: len(slip["name"]) == 3 and any(len(name) == 2 for name in names_in(one, rows)),
    "spaced_name": lambda one, rows, slip: any(name != slip["name"] and fold(name) == slip["name"] for name in names_in(one, rows)),
    "other_dot": lambda one, rows, slip: any("·" not in name and fold(name) == slip["name"] for name in names_in(one, rows)),
    "number_of_sibling": lambda one, rows, slip: one["证件号码"] != slip["id_number"] and numbers_in(rows).count(one["证件号码"]) == 2,
    "number_of_stranger": lambda one, rows, slip: one["证件号码"] != slip["id_number"] and one["证件号码"] in numbers_in(rows),
    "not_in_export": lambda one, rows, slip: not one and slip["id_number"] in numbers_in(rows),
    "not_in_ledger": lambda one, rows, slip: bool(one) and slip["id_number"] not in numbers_in(rows),
    "two_heads": lambda one, rows, slip: one["与户主关系"] == "户主" and one["户主姓名"] != one["姓名"],
    "no_head": lambda one, rows, slip: one["与户主关系"] == "其他" and one["户主姓名"] == one["姓名"],
    "number_eaten_by_excel": lambda one, rows, slip: "9.90121E+17" in (one["证件号码"], *numbers_in(rows)),
    "blank_name": lambda one, rows, slip: "" in names_in(one, rows),
    "unknown_village": lambda one, rows, slip: len({one["村"]} | {row["村"] for row in rows}) == 2,
}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_a_slip_stands_in_the_files_as_its_kind_says(demo: Written, kind: str) -> None:
    """Judged from the person's row of the export and the household's rows of the ledger."""
    national = {row["人口编号"]: row for row in demo.national}
    made = [slip for slip in demo.truth["slips"] if slip["kind"] == kind]
    assert made
    for slip in made:
        ledger = [row for row in demo.ledger if row["户编号"] == slip["household"]]
        assert EVIDENCE[kind](national.get(slip["person"], {}), ledger, slip), slip


def test_other_seeds_make_other_slips(tmp_path: Path) -> None:
    demos = [read_demo(write_demo(tmp_path / f"{seed}", "village", seed)) for seed in (1, 2, 3)]
    assert len({tuple(slip["id_number"] for slip in one.truth["slips"]) for one in demos}) == 3
