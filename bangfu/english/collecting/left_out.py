"""What is not collected, and why: a page never says it."""

from pathlib import PurePath, PurePosixPath

PAPER = "it stands on paper or in a workbook, which is an official document and stays Chinese"
CONSOLE = "it is said on a console, to whoever keeps the machine"
RECOGNISED = "it is looked for in what others deliver, and never said"

# a file or folder under bangfu/ → why. A pattern of PurePath.match, the first that fits.
FILES = {
    "*/migrations/*": "what a table was called once",
    "registry/prints.py": PAPER, "registry/village_prints.py": PAPER, "registry/disclosed.py": PAPER,
    "crosscheck/prints.py": PAPER, "crosscheck/collection_prints.py": PAPER, "crosscheck/letters.py": PAPER,
    "crosscheck/exemption_register.py": PAPER, "crosscheck/type_back_list.py": PAPER,
    "deliveries/since_workbook.py": PAPER, "workbooks/written.py": PAPER, "voices/exported.py": PAPER,
    "crosscheck/checks/views.py": "SQL", "crosscheck/checks/whom.py": "SQL", "crosscheck/checks/rows.py": "examples",
    "crosscheck/checks/stock.toml": "examples",
    "backups/databases.py": CONSOLE, "backups/keys.py": CONSOLE, "backups/manifest.py": CONSOLE, "backups/restoring.py": CONSOLE, "backups/taking.py": CONSOLE,
    "walls/roles.py": CONSOLE, "sealing/changing.py": CONSOLE, "keys/*.py": CONSOLE,
    "workbooks/footer.py": RECOGNISED, "workbooks/heading.py": RECOGNISED,
    "rules/readings.toml": RECOGNISED, "rules/similar_characters.toml": RECOGNISED, "rules/person_name.py": RECOGNISED,
}
# packages that are not read at all
PACKAGES = {
    "demo": "an invented county: data, no words of the program", "config": CONSOLE, "documents": PAPER, "english": "its own words are English",
}

# keywords, keys of tables, and names of constants whose texts are looked for, not said
NOT_SAID = frozenset({"synonyms", "hints", "sql", "where", "hits", "misses", "like"})
# keys of tables beside those: file → keys under which a row is chosen by a label of another table, or whose texts no page shows
KEYS = {"*_papers.toml": {"statuses", "risks", "source"}}
# functions that look for a text, or tell it to a log or to a programmer
NOT_SHOWING = frozenset({
    "startswith", "endswith", "removeprefix", "removesuffix", "strip", "lstrip", "rstrip", "find", "index", "count", "partition", "rpartition", "fold_word",
    "compile", "match", "fullmatch", "search", "sub", "finditer", "debug", "info", "warning", "error", "exception", "critical",
    "RuntimeError", "TypeError", "KeyError", "AssertionError", "Example", "registered", "delivered",
})
PEOPLE = frozenset({"覃天明", "覃天朋", "农地主", "韦家长", "韦小花", "农不在", "邻居"})   # of the examples of checks


def why(path: PurePath) -> str | None:
    """Why a file, told from bangfu/, is not read; None when it is."""
    inside = PurePosixPath(path)
    return PACKAGES.get(inside.parts[0]) or next((reason for pattern, reason in FILES.items() if inside.match(pattern)), None)


def keys_not_said(table: PurePath) -> frozenset[str]:
    """The keys of a table whose texts are not collected."""
    return NOT_SAID.union(*(keys for pattern, keys in KEYS.items() if PurePosixPath(table).match(pattern)))
