"""What was typed is told apart by its shape."""

import pytest

from bangfu.rules.search_words import Way, shown_again, ways

ID = "990121198001011234"


def first(words: str) -> tuple[str, str]:
    way = ways(words)[0]
    return way.kind, way.text


@pytest.mark.parametrize("words", [ID, " 990121 19800101 1234 ", "９９０１２１１９８００１０１１２３４", ID + "43", ID + "43B1", f"'{ID}", f"张三\t{ID}", f"{ID}，张三"])
def test_an_id_number_however_it_is_written(words: str) -> None:
    assert first(words) == ("id", ID)


@pytest.mark.parametrize(("words", "kind", "text"), [
    ("99012119800101002x", "id", "99012119800101002X"), ("990121800101123", "id", "990121198001011231"),
    ("15400000001", "phone", "15400000001"), ("+86 154-0000-0001", "phone", "15400000001"), ("8615400000001", "phone", "15400000001"),
    ("009900900001", "number", "009900900001"), ("本县-0A1B2C3D4E5F", "number", "本县-0A1B2C3D4E5F"),
    ("zgmy", "pinyin", "ZGMY"), ("Z G M Y", "pinyin", "ZGMY"), ("zhugemingyuan", "pinyin", "zhugemingyuan"), ("zhuge mingyuan", "pinyin", "zhugemingyuan"),
    ("lü bu", "pinyin", "lvbu"), ("lyu", "pinyin", "lv"), ("wang", "pinyin", "wang"), ("zhangs", "pinyin", "ZHANGS"), ("xi'an", "pinyin", "xian"),
    ("诸葛", "name", "诸葛"), ("諸葛 明遠", "name", "诸葛明远"), ("阿依．古丽", "name", "阿依古丽"), ("张三 1980", "name_and_year", "张三"),
    ("张三1980年生", "name_and_year", "张三"),
])
def test_other_shapes(words: str, kind: str, text: str) -> None:
    assert first(words) == (kind, text)


def test_what_may_be_several_things_is_tried_as_each() -> None:
    assert [one.kind for one in ways("199001010112345")] == ["id", "number", "name"]
    assert ways("wang")[0].texts == ("wang", "WANG") and ways("zgmy")[0].texts == ("ZGMY", "zgmy") and ways("诸葛")[0].texts == ("诸葛",)
    assert Way("name_and_place", "张三", place="石桥") in ways("张三 石桥") and Way("name", "张三石桥") == ways("张三 石桥")[0]
    assert Way("name_and_year", "张三", year=1980) in ways("张三 1980") and "name_and_year" not in {one.kind for one in ways("张 1980")}


@pytest.mark.parametrize("words", ["", "   ", "\u3000"])
def test_a_blank_is_no_question(words: str) -> None:
    assert ways(words) == ()


@pytest.mark.parametrize(("words", "shown"), [
    ("张三 1980", "张三 1980"), ("诸葛", "诸葛"), (ID, ""), ("990121 19800101 1234", ""), ("154 0000 0001", ""),
    (f"张三 {ID}", ""),
])
def test_a_number_of_a_person_is_not_shown_again(words: str, shown: str) -> None:
    assert shown_again(words) == shown
