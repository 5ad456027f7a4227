"""The catalogue: every sentence with its English, in standard .po files, one for each package.

A sentence is the msgid, its English the msgstr, with the same places {0}, {1} … in any order. `#:` names the files that say it, without line numbers.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bangfu.english.sentences import is_chinese, places

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_CHINESE_SIGN = re.compile("[，。、：；？！（）《》【】]")
FOLDER = Path(__file__).with_name("catalogue")
# says nothing that changes from day to day
HEAD = b"""msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def kept(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """By catalogue, each sentence with its English; '' where nobody has written it yet."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.po"))}


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, abort_invalid=True) if one.id}


def faults(sentence: str, english: str) -> list[str]:
    """What is wrong with the English of a sentence; [] where nothing is."""
    if not english.strip():
        return ["has none"]
    outside = _IN_BRACKETS.sub("", english)   # a term may stand in them as it is written
    said = {
        "has other places": sorted(places(sentence)) != sorted(places(english)),
        "has Chinese in it": is_chinese(outside), "has signs of Chinese": bool(_CHINESE_SIGN.search(outside)),
        "ends with a sign": english.endswith((".", ",", ":", ";")), "has blanks around it or two in a row": english != " ".join(english.split()),
    }
    return [fault for fault, found in said.items() if found]


def rewrite(collected: Mapping[str, Mapping[str, list[str]]], folder: Path = FOLDER) -> None:
    """Writes the catalogues anew: English that is kept goes with its sentence, also into another catalogue; new sentences are empty, those that are gone go."""
    english = {sentence: words for one in kept(folder).values() for sentence, words in one.items() if words}
    for path in folder.glob("*.po"):
        if path.stem not in collected:
            path.unlink()
    for name, sentences in collected.items():
        catalogue = Catalog()
        for sentence, files in sentences.items():
            catalogue.add(sentence, english.get(sentence, ""), locations=[(file, 0) for file in files])
        with (folder / f"{name}.po").open("wb") as file:
            file.write(HEAD)
            write_po(file, catalogue, width=0, omit_header=True, include_lineno=False)
