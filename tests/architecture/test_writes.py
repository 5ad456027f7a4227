"""There is one pen: rows are written by the journal, or where it is said here why not."""

import ast

import pytest

from tests.architecture.source import Module, called, module, modules

PENS = {"save", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create", "aupdate", "asave"}
IN_BULK = {"bulk.insert", "bulk.insert_values", "bulk.update"}   # bangfu.facts.bulk
MANAGERS = {"objects", "_default_manager", "_base_manager", "filter", "exclude", "all"}
WRITING_SQL = ("insert", "update", "delete", "truncate", "drop", "alter", "replace", "copy")
# module, package or function → why it may write without the journal
EXEMPT = {
    "bangfu.journal.actions": "the pen itself",
    "bangfu.journal.rows": "the pen's nib: it writes the rows of deeds for the pen, and nobody else calls it",
    "bangfu.journal.readings.note_reading": "looking is no deed: its rows are append-only by the database, and apart from the chain",
    "bangfu.facts.bulk": "the ink: it writes for the pen, and whoever else calls it is found here",
    "bangfu.work": "jobs are no facts: leases and progress change every second and are gone with the job",
    "bangfu.organization.actions.create_user": "an account is Django's row, without the two clocks; its entry is written in the same transaction",
    "bangfu.sealing.present": "which keys are on the ring is noted at the start, before anybody acts; what is done with a key has its entry",
    "bangfu.keys.actions.retire_key": "keys belong to sealing, as in the register; the entry is written in the same transaction",
    "bangfu.accounts.quota": "a count of one day is no fact: what left has its entry in the same transaction",
    "bangfu.accounts.sessions": "a session is no fact: it is seen every minute and gone in the evening; who came in, and whose was ended, has its entry",
    "bangfu.accounts.actions": "password and activity of an account are Django's row, as in create_user; the entry is written in the same transaction",
    "bangfu.deliveries.actions": "staged rows are what was received, not yet facts; the entry of the delivery answers for them by the file's hash",
    "bangfu.registry.actions": "writes new subject keys, which belong to sealing, in one go before the rows they seal",
    "bangfu.voices.actions.write_voice": "as in the register: the key of what is said, before the row it seals",
    "bangfu.registry.counts": "a counter is no fact: it is counted from the rows and can be counted anew",
    "bangfu.reporting.kept": "kept counts of figures are no facts: they are counted from the rows and can be counted anew",
    "bangfu.registry.name_keys": "keys of names are no facts: they follow from the current records and can be made anew",
    "bangfu.evidence.pictures._as_jpeg": "saves a picture into memory; no row",
}


def writes(one: Module) -> list[str]:
    """Where a module writes rows by itself: function, line and call."""
    found = []
    for node, function in _calls(one.tree):
        word = called(node)
        if _is_a_pen(node, word) or _is_writing_sql(node, word):
            found.append(f"{one.name}.{function}".rstrip(".") + f" line {node.lineno}: .{word.rpartition('.')[2]}(")
    return found


def _calls(tree: ast.Module) -> list[tuple[ast.Call, str]]:
    """Every call with the name of the top-level function or class it stands in."""
    return [(node, getattr(top, "name", "")) for top in tree.body for node in ast.walk(top) if isinstance(node, ast.Call)]


def _is_a_pen(node: ast.Call, word: str) -> bool:
    receiver, _, last = word.rpartition(".")
    if last == "update":   # of a dict, a set and a digest too: only with a manager in front, or naming columns
        return bool(set(receiver.split(".")) & MANAGERS) or bool(node.keywords and not node.args)
    return word in IN_BULK or (isinstance(node.func, ast.Attribute) and last in PENS)


def _is_writing_sql(node: ast.Call, word: str) -> bool:
    return word.rpartition(".")[2] in ("execute", "executemany", "copy", "raw") and "cursor" in word and _text(node).strip().lower().startswith(WRITING_SQL)


def _text(node: ast.Call) -> str:
    """What the first argument begins with, also of an f-string."""
    first = node.args[0] if node.args else None
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def exempt(where: str) -> bool:
    """Whether a place lies in something that is named above."""
    place = where.split(" line ")[0]
    return any(place == one or place.startswith(one + ".") for one in EXEMPT)


def test_rows_are_written_by_the_journal_only() -> None:
    assert [where for one in modules() for where in writes(one) if not exempt(where)] == []


def test_each_exemption_is_still_needed() -> None:
    places = [where.split(" line ")[0] for one in modules() for where in writes(one)]
    assert [one for one in EXEMPT if not any(place == one or place.startswith(one + ".") for place in places)] == []


@pytest.mark.parametrize(("line", "writes_rows"), [
    ("row.save()", True), ("Row.objects.create(a=1)", True), ("Row.objects.filter(a=1).update(b=2)", True), ("rows.update(b=2)", True),
    ("Row.objects.filter(a=1).delete()", True), ("Row.objects.bulk_create(rows)", True), ("Row._default_manager.update_or_create(a=1)", True),
    ("cursor.execute('DELETE FROM journal_entry')", True), ("connection.cursor().execute('update x set a=1')", True),
    ("cursor.executemany(f'INSERT INTO {table} VALUES (%s)', rows)", True), ("cursor.copy(f'COPY {table} FROM STDIN')", True), ("bulk.insert(rows)", True),
    ("words.update(other)", False), ("digest.update(b'x')", False), ("cursor.execute('SELECT 1')", False), ("record(by, 'x', row)", False),
])
def test_the_checker_knows_a_pen_when_it_sees_one(line: str, writes_rows: bool) -> None:
    assert bool(writes(module("bangfu.problems.actions", f"def act(by):\n    {line}\n"))) == writes_rows


def test_an_exemption_of_a_function_does_not_cover_its_neighbour() -> None:
    assert exempt("bangfu.organization.actions.create_user line 9: .save(")
    assert not exempt("bangfu.organization.actions.create_user_twice line 9: .save(")
    assert not exempt("bangfu.workbooks.sheet.keep line 9: .save(")
