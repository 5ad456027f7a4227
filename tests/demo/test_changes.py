"""A month later the national list differs in what the truth names and in nothing else."""

from tests.demo.written import Row, Written


def by_person(rows: list[Row]) -> dict[str, Row]:
    return {row["人口编号"]: row for row in rows}


def test_every_kind_of_change_happens(demo: Written) -> None:
    kinds = {change["kind"] for change in demo.truth["changes"]}
    assert kinds == {"birth", "death", "move", "school", "labour", "phone", "name"}


def test_people_come_and_go_as_the_truth_says(demo: Written) -> None:
    before, after = by_person(demo.national), by_person(demo.national_next)
    told = {kind: {change["person"] for change in demo.truth["changes"] if change["kind"] == kind} for kind in ("birth", "death")}
    assert set(after) - set(before) == told["birth"]
    assert set(before) - set(after) == told["death"]
    assert all(after[person]["出生日期"].startswith("2026-10") for person in told["birth"])


def test_cells_differ_where_the_truth_says_and_nowhere_else(demo: Written) -> None:
    before, after = by_person(demo.national), by_person(demo.national_next)
    differing = {
        (person, heading, before[person][heading], after[person][heading])
        for person in before.keys() & after.keys() for heading in before[person] if before[person][heading] != after[person][heading]
    }
    told = {(change["person"], change["column"], change["before"], change["after"]) for change in demo.truth["changes"] if change["column"]}
    of_the_head = {one for one in differing if one[1] == "户主姓名"}
    assert differing - of_the_head == told
    corrected = {change["household"] for change in demo.truth["changes"] if change["kind"] == "name"}
    assert {before[person]["户编号"] for person, *_ in of_the_head} <= corrected


def test_slips_remain_but_for_the_names_put_right(demo: Written) -> None:
    changed = {change["household"] for change in demo.truth["changes"] if change["kind"] != "name"}
    assert not changed & {slip["household"] for slip in demo.truth["slips"]}
