"""Every place in the program that looks past the second wall, by name: a new one fails here until it stands in the table, where it is read."""

import ast

from tests.architecture.source import called, modules

# where the reach is the whole county
DOORS = {
    "bangfu.config.command": 1,               # whoever may start a command has the whole machine
    "bangfu.config.commands.worker": 1,       # what the schedule does, it does for all
    "bangfu.work.worker": 2,                  # the queue is that of all places; keeping a lease warm
    "bangfu.crosscheck.collection_actions": 1,   # the number of a batch of sheets, given once in the county
    "bangfu.voices.actions": 3,               # one's own voice goes to the county's desk, and is answered from it
    "bangfu.voices.queries": 4,               # and is read by whoever wrote it
}
# where it is that of somebody
NARROWED = {
    "bangfu.web.middleware", "bangfu.registry.jobs", "bangfu.crosscheck.jobs", "bangfu.crosscheck.print_jobs", "bangfu.config.commands.check",
    "bangfu.config.commands.take_in", "bangfu.config.commands.figures", "bangfu.walls.reach",
}


def _calls(word: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in modules():
        many = sum(isinstance(node, ast.Call) and called(node.func) == word for node in ast.walk(one.tree))
        if many and ("from bangfu.walls.reach import" in one.text or one.name == "bangfu.walls.reach"):   # workbooks have a `reaching` of their own
            found[one.name] = many
    return found


def test_every_door_is_known() -> None:
    assert _calls("whole_county") == DOORS


def test_everybody_else_reaches_as_far_as_who_asks() -> None:
    assert set(_calls("reaching")) == NARROWED


def test_no_page_and_no_query_of_the_register_looks_past_the_wall() -> None:
    of_people = ("bangfu.registry", "bangfu.crosscheck", "bangfu.deliveries", "bangfu.web")
    assert [name for name in DOORS if ".views" in name or name.startswith(of_people)] == ["bangfu.crosscheck.collection_actions"]   # a number, nothing else
