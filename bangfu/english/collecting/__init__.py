"""Which sentences the program can say on a page, found in its sources: Python, templates, tables."""

from collections.abc import Iterator
from pathlib import Path

from bangfu.english.collecting import left_out, python_source, table, template
from bangfu.english.sentences import is_chinese, sentences_of

ROOT = Path(__file__).resolve().parents[2]
# A sentence said by several packages belongs to the lowest of them.
ORDER = (
    "rules", "workbooks", "sealing", "facts", "work", "journal", "organization", "accounts", "lists", "evidence", "voices", "backups",
    "deliveries", "registry", "crosscheck", "reporting", "web",
)
BOOK = "crosscheck/checks/book/"   # so large that each family of checks has a catalogue of its own
ALSO = {
    "rules/income/window.py": ("{0}年度", "{0}年第{1}季度", "{0}年{1}月识别，前12个月"),   # a filter cuts the text of a period before its bracket (`cut_at`)
    "web/templates/parts/list_bar.html": ("共 {0} 户", "共 {0} 人"),   # which "{0} {1} 人" would say too, and worse
    "crosscheck/checks/book/village_blank.toml": ("至",),   # between numbers of rules, which are values
}   # file → what it says besides
READERS = {".py": python_source.sentences, ".html": template.sentences, ".toml": table.sentences}
Sentences = dict[str, list[str]]   # sentence → the files it is said in


def collected(root: Path = ROOT) -> dict[str, Sentences]:
    """By catalogue, each sentence with the files it is said in, in the order of the files and of their texts."""
    owner: dict[str, str] = {}
    found: dict[str, Sentences] = {}
    for path in _sources(root):
        file = path.relative_to(root).as_posix()
        for text in READERS[path.suffix](path):
            for words in (*sentences_of(text), *ALSO.get(file, ())):
                if is_chinese(words):
                    files = found.setdefault(owner.setdefault(words, catalogue_of(file)), {}).setdefault(words, [])
                    if file not in files:
                        files.append(file)
    return found


def catalogue_of(file: str) -> str:
    """The catalogue for a file told from bangfu/: that of its package."""
    return f"checks_{file.removeprefix(BOOK).partition('_')[0]}" if file.startswith(BOOK) else file.partition("/")[0]


def _sources(root: Path) -> Iterator[Path]:
    """The files that are read, package by package from the lowest."""
    for package in ORDER:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in READERS and left_out.why(path.relative_to(root)) is None:
                yield path
