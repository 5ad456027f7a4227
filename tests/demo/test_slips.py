"""Every slip is in the files where it is said to be, the checks that have to find it can, and there is nothing else to find.

The finder here is a plain one, written from the rules alone and in the simplest way, to be compared with the truth beside the files.
"""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bangfu.demo.places import villages
from bangfu.demo.slips import CHECKS, KINDS
from bangfu.demo.write import write_demo
from bangfu.rules.dates import read_day
from bangfu.rules.id_number import read_number
from bangfu.rules.member import Member, member_faults
from bangfu.rules.person_name import fold
from tests.demo.conftest import Row, Written, read_demo

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
    register = [row for row in demo.national if not refused(row, "证件号码")]
    ledger = [row for row in demo.ledger if not refused(row, "身份证号")]
    for part in (_numbers_and_names(register, ledger), _presence(register, ledger, demo.deceased), _households(register)):
        for household, check in part:
            found[household].add(check)
    return found


def _first18(row: Row) -> str:
    return read_number(row.get("证件号码") or row["身份证号"]).first18


def _numbers_and_names(register: list[Row], ledger: list[Row]) -> list[tuple[str, str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in register + ledger:
        names[_first18(row)].add(fold(row["姓名"]))
    found = [(row["户编号"], "id_name") for row in register + ledger if len(names[_first18(row)]) > 1]
    counted = Counter(_first18(row) for row in register)
    found += [(row["户编号"], "same_id") for row in register if counted[_first18(row)] > 1]
    known, ledgered = {_first18(row) for row in register}, {_first18(row) for row in ledger}
    alone = {(row["户编号"], fold(row["姓名"])) for row in register if _first18(row) not in ledgered}
    return found + [(row["户编号"], "id_name") for row in ledger if _first18(row) not in known and (row["户编号"], fold(row["姓名"])) in alone]


def _presence(register: list[Row], ledger: list[Row], deceased: list[Row]) -> list[tuple[str, str]]:
    known, ledgered, dead = ({_first18(row) for row in rows} for rows in (register, ledger, deceased))
    missing = [(row["户编号"], "missing") for row in ledger if _first18(row) not in known]
    return missing + [(row["户编号"], "surplus") for row in register if _first18(row) not in ledgered or _first18(row) in dead]


def _households(register: list[Row]) -> list[tuple[str, str]]:
    houses: dict[str, list[Member]] = defaultdict(list)
    for row in register:
        houses[row["户编号"]].append(Member(row["人口编号"], row["姓名"], row["与户主关系"], row["性别"], read_day(row["出生日期"])))
    return [(household, "member_logic") for household, members in houses.items() if member_faults(members, TODAY)]


def slips_by_household(demo: Written) -> dict[str, dict[str, Any]]:
    """户编号 → its slip, also for the household of the other person."""
    homes = {row["人口编号"]: row["户编号"] for row in demo.national}
    slips = {slip["household"]: slip for slip in demo.truth["slips"]}
    return slips | {homes[slip["other"]]: slip for slip in demo.truth["slips"] if slip["other"]}


@pytest.fixture(scope="module", params=[("township", 1, 0.025), ("township", 2, 0.1), ("village", 3, 0.2)], ids=lambda param: f"{param[0]}-{param[2]}")
def some_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    size, seed, rate = request.param
    return read_demo(write_demo(tmp_path_factory.mktemp("slips"), size, seed, rate))


def test_each_slip_can_be_found_by_the_check_that_has_to(some_demo: Written) -> None:
    found = found_by_household(some_demo)
    for slip in some_demo.truth["slips"]:
        assert slip["expected_check"] == "none" or slip["expected_check"] in found[slip["household"]], slip


def test_nothing_else_is_to_be_found(some_demo: Written) -> None:
    slips = slips_by_household(some_demo)
    for household, checks in found_by_household(some_demo).items():
        slip = slips[household]
        assert checks <= {slip["expected_check"], *slip["also"]}, slip


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


EVIDENCE = {
    "wrong_check_digit": lambda n, l, s: n["证件号码"][:17] == s["id_number"][:17] and n["证件号码"] != s["id_number"] == s["id_number"],
    "impossible_birth": lambda n, l, s: read_number(n["证件号码"]).status == "bad_date" and n["证件号码"] in {one["身份证号"] for one in l},
    "birth_in_1896": lambda n, l, s: n["证件号码"][6:10] == "1896" == n["出生日期"][:4],
    "older_than_120": lambda n, l, s: n["证件号码"][6:9] == "190" and read_number(n["证件号码"]).status == "ok",
    "transposed_digits": lambda n, l, s: sorted(n["证件号码"]) == sorted(s["id_number"]) and n["证件号码"] != s["id_number"],
    "changed_digit": lambda n, l, s: n["证件号码"][:18] == s["id_number"] and s["id_number"] not in {one["身份证号"] for one in l},
    "lost_character": lambda n, l, s: {len(n["姓名"])} | {len(one["姓名"]) for one in l} >= {2, 3},
    "spaced_name": lambda n, l, s: any(one["姓名"] != s["name"] and fold(one["姓名"]) == s["name"] for one in [n, *l]),
    "other_dot": lambda n, l, s: any("·" not in one["姓名"] and fold(one["姓名"]) == s["name"] for one in [n, *l]),
    "number_of_sibling": lambda n, l, s: n["证件号码"] != s["id_number"] and [one["身份证号"] for one in l].count(n["证件号码"]) == 2,
    "number_of_stranger": lambda n, l, s: n["证件号码"] != s["id_number"] and n["证件号码"][6:14] == n["出生日期"].replace("-", ""),
    "not_in_export": lambda n, l, s: n is None and s["id_number"] in {one["身份证号"] for one in l},
    "not_in_ledger": lambda n, l, s: n is not None and s["id_number"] not in {one["身份证号"] for one in l},
    "two_heads": lambda n, l, s: n["与户主关系"] == "户主" and n["户主姓名"] != n["姓名"],
    "no_head": lambda n, l, s: n["与户主关系"] == "其他" and n["户主姓名"] == n["姓名"],
    "number_eaten_by_excel": lambda n, l, s: "9.90121E+17" in [n["证件号码"]] + [one["身份证号"] for one in l],
    "blank_name": lambda n, l, s: "" in [n["姓名"]] + [one["姓名"] for one in l],
    "unknown_village": lambda n, l, s: len({n["村"]} | {one["村"] for one in l}) == 2,
}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_a_slip_stands_in_the_files_as_its_kind_says(demo: Written, kind: str) -> None:
    """n: the person's row of the export, l: the household's rows of the ledger, s: the slip."""
    national = {row["人口编号"]: row for row in demo.national}
    made = [slip for slip in demo.truth["slips"] if slip["kind"] == kind]
    assert made
    for slip in made:
        ledger = [row for row in demo.ledger if row["户编号"] == slip["household"]]
        assert EVIDENCE[kind](national.get(slip["person"]), ledger, slip), slip


def test_other_seeds_make_other_slips(tmp_path: Path) -> None:
    people = {tuple(slip["person"] for slip in read_demo(write_demo(tmp_path / f"{seed}", "village", seed)).truth["slips"]) for seed in (1, 2, 3)}
    assert len(people) == 3
