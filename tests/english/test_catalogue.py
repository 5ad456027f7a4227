"""The catalogue is whole: every sentence the program can say has its English, no other does, and what values stand in one stand in the other."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bangfu.english.catalogue import faults, kept, rewrite
from bangfu.english.framework import sayings
from bangfu.english.reading import Reader
from tests.english.conftest import Collected

Names = Mapping[str, Mapping[str, object]]


def differences(kept: Names, collected: Names) -> list[str]:
    """What stands in the wrong catalogue, in none, or in one though nobody says it any more."""
    here, there = ({(name, sentence) for name, sentences in each.items() for sentence in sentences} for each in (kept, collected))
    return [f"not in {name}: {sentence}" for name, sentence in sorted(there - here)] + [f"left over in {name}: {sentence}" for name, sentence in sorted(here - there)]


def test_every_sentence_of_the_program_stands_in_it_and_no_other(said_by_the_program: Collected) -> None:
    assert differences(kept(), said_by_the_program) == [], "python tools/english.py"


def test_every_sentence_has_english_with_the_same_places_and_nothing_chinese_in_it() -> None:
    entries = ((name, *entry) for name, sentences in kept().items() for entry in sentences.items())
    wrong = [f"{name}: {sentence} → {english}: {fault}" for name, sentence, english in entries for fault in faults(sentence, english)]
    assert not wrong, f"{len(wrong)} in all, these first:\n" + "\n".join(wrong[:40])


@pytest.mark.parametrize(("sentence", "english", "said"), [
    ("户主", "head", []), ("没有填{0}", "{0} is not filled in", []),
    ("低保", "minimum living allowance (低保)", []), ("几个用、隔开", "parted by (、)", []), ("{0}的{1}", "{1} of {0}", []), ("真的要删除吗？", "Really delete?", []),
    ("户主", "", ["has none"]), ("没有填{0}", "not filled in", ["has other places"]), ("{0}和{0}", "{0}", ["has other places"]),
    ("户主", "户主", ["has Chinese in it"]), ("户主", "head。", ["has signs of Chinese"]), ("户主", "Head.", ["ends with a sign"]),
    ("户主", "the  head", ["has blanks around it or two in a row"]),
])
def test_what_is_wrong_with_an_entry_is_named(sentence: str, english: str, said: list[str]) -> None:
    assert faults(sentence, english) == said


def test_what_is_missing_and_what_is_left_over_is_found() -> None:
    assert differences({"web": {"户主": ""}}, {"web": {"户主": []}}) == []
    assert differences({"web": {"户主": "head", "旧": "old"}}, {"rules": {"户主": []}}) == ["not in rules: 户主", "left over in web: 户主", "left over in web: 旧"]


def test_written_anew_english_goes_with_its_sentence_and_what_nobody_says_any_more_goes(tmp_path: Path) -> None:
    rewrite({"web": {"没有填{0}": ["web/a.py"], "户主": ["web/a.py", "web/b.html"]}}, tmp_path)
    (tmp_path / "web.po").write_text((tmp_path / "web.po").read_text().replace('msgid "户主"\nmsgstr ""', 'msgid "户主"\nmsgstr "head \\"x\\""'))
    rewrite({"web": {"姓名": ["web/a.py"]}, "rules": {"户主": ["rules/a.toml"]}}, tmp_path)
    assert kept(tmp_path) == {"rules": {"户主": 'head "x"'}, "web": {"姓名": ""}}
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    rewrite({"rules": {"户主": ["rules/a.toml"]}, "web": {"姓名": ["web/a.py"]}}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before and b"#: rules/a.toml\n" in before["rules.po"]
    rewrite({"web": {"姓名": ["web/a.py"]}}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["web.po"]


def test_what_the_framework_says_of_a_form_is_read_with_its_own_english() -> None:
    reader = Reader(sayings())
    assert reader.read("这个字段是必填项。").words == "This field is required."
    assert reader.read("确保该值小于或等于12。").words == "Ensure this value is less than or equal to 12."
    assert not any(faults(sentence, english) for sentence, english in sayings().items() if "{" in sentence and "{" not in english)
