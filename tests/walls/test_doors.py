"""Every place in the program that looks past the second wall, by name: a new one fails here until it stands in the table, where it is read."""

import ast

from tests.architecture.source import called, modules

# where the reach is the whole county
DOORS = {
    "bangfu.config.command": 1,               # whoever may start a command has the whole machine
    "bangfu.config.commands.worker": 1,       # what the schedule does, it does for all
    "bangfu.work.worker": 2,                  # the queue is that of all places; keeping a lease warm
    "bangfu.journal.verify": 1,               # a chain is whole or it is not
    "bangfu.journal.readings": 1,             # who looked at a subject stays known when it moves
    "bangfu.accounts.actions.own": 2,         # one's own comings and goings lie at the county's
    "bangfu.accounts.queries": 2,             # what binds everybody is known at the door; which account the machine itself made
    "bangfu.journal.queries": 7,              # a subject keeps its story when it moves; who wrote a row that is seen; how often one looked; when a backup was taken
    "bangfu.registry.actions.persons": 1,     # an ID number stands in the register once
    "bangfu.registry.actions.bodies": 1,      # a credit code stands among the bodies once
    "bangfu.registry.judging": 2,             # whom a list is about is looked for everywhere, and where it has who left
    "bangfu.deliveries.queries.headers": 5,   # what the columns and the sheets of a list are called, whoever sees a row of it; what is learned of them
    "bangfu.crosscheck.collection_actions": 1,   # the number of a batch of sheets, given once in the county
    "bangfu.crosscheck.queries.run_files": 1,    # which lists a run read
    "bangfu.evidence.actions": 1,             # whether a file is needed by a paper elsewhere, before it goes
    "bangfu.deliveries.subjects": 1,          # and by a list elsewhere
    "bangfu.web.condition": 1,                # how the machine is, no row of anybody
    "bangfu.config.metrics": 1,               # how much work there is of each kind
    "bangfu.web.forgetting": 1,               # who is forgotten is forgotten everywhere
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


def test_no_page_looks_past_the_wall() -> None:
    assert not [name for name in DOORS if ".views" in name]
