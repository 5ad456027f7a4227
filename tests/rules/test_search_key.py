"""Names are found by any piece of them, by their pinyin as surnames are read, in old and new characters, with any dot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.rules.search_key import LONGEST, folded, name_keys, within

SURNAME_READINGS = {   # surname → the reading of the family name; each is commonly read otherwise in other words
    "单田芳": "shan", "曾国荃": "zeng", "解学龙": "xie", "仇英": "qiu", "查继佐": "zha", "任平生": "ren", "朴成日": "piao", "区大相": "ou", "华明远": "hua",
    "盖文渊": "ge", "翟让之": "zhai", "覃天明": "qin", "乐史": "yue", "缪希雍": "miao", "尉国强": "wei", "秘彦平": "bi", "繁钦之": "po", "种世衡": "chong",
    "召平": "shao", "折可适": "she", "祭遵": "zhai", "黑建国": "he", "员半千": "yun", "宿明": "su", "能延寿": "nai", "句中正": "gou", "车立军": "che",
    "过百龄": "guo", "贾平": "jia", "谌龙": "chen", "郇建军": "xun", "隗顺": "wei", "莘松": "shen", "燕小平": "yan", "郄国庆": "qie", "郗超": "xi",
    "牟建国": "mou", "卜成": "bu", "柏文": "bai", "薄昭": "bo", "纪明": "ji", "曲波": "qu", "都明": "du", "撒贵": "sa", "那英": "na", "洗星": "xian",
    "圈明": "juan", "粘国华": "nian", "藏天朔": "zang", "长明": "zhang", "吕明": "lv",
}
COMPOUND = {
    "尉迟恭": "yuchigong", "万俟卨": "moqi", "长孙明": "zhangsun", "澹台明": "tantai", "令狐楚": "linghu", "诸葛亮": "zhugeliang", "单于明": "chanyu", "鲜于明": "xianyu",
    "欧阳修": "ouyang", "乐正明": "yuezheng", "子车明": "ziju", "宇文明": "yuwen", "皇甫明": "huangfu", "司马光": "simaguang", "夏侯惇": "xiahou", "闾丘明": "lvqiu",
}


def spelt(name: str) -> set[str]:
    return {key for key in name_keys(name) if key.isascii() and key.islower()}


def initials(name: str) -> set[str]:
    return {key for key in name_keys(name) if key.isascii() and key.isupper()}


def characters(name: str) -> set[str]:
    return {key for key in name_keys(name) if not key.isascii()}


def test_a_name_has_its_ends_and_those_of_its_pinyin() -> None:
    assert set(name_keys("诸葛明远")) == {"诸葛明远", "葛明远", "明远", "ZGMY", "GMY", "MY", "zhugemingyuan", "mingyuan"}
    assert set(name_keys("王建国")) == {"王建国", "建国", "WJG", "JG", "wangjianguo", "jianguo"}


def test_a_given_name_of_one_character_is_a_key_the_last_of_two_is_not() -> None:
    assert characters("张伟") == {"张伟", "伟"} and characters("欧阳修") == {"欧阳修", "阳修", "修"}
    assert characters("张大伟") == {"张大伟", "大伟"}


@pytest.mark.parametrize(("name", "reading"), SURNAME_READINGS.items())
def test_surnames_are_read_as_surnames(name: str, reading: str) -> None:
    assert any(one.startswith(reading) for one in spelt(name)), spelt(name)
    assert any(one[0] == reading[0].upper() and len(one) == len(name) for one in initials(name))


@pytest.mark.parametrize(("name", "wrong"), [("单田芳", "D"), ("曾国荃", "C"), ("仇英", "C"), ("解学龙", "J"), ("查继佐", "C"), ("尉迟恭", "W"), ("种世衡", "Z")])
def test_and_not_as_the_dictionary_begins(name: str, wrong: str) -> None:
    assert not any(one.startswith(wrong) and len(one) == len(name) for one in initials(name))


@pytest.mark.parametrize(("name", "reading"), COMPOUND.items())
def test_surnames_of_two_characters_are_known(name: str, reading: str) -> None:
    assert any(one.startswith(reading) for one in spelt(name))


def test_two_families_may_read_one_surname_differently() -> None:
    assert initials("覃天明") >= {"QTM", "TTM"} and initials("翟明远") >= {"ZMY", "DMY"}


def test_given_names_read_in_two_ways_are_found_by_both() -> None:
    assert initials("王乐行") >= {"WLX", "WYX"} and spelt("李长乐") >= {"lichangle", "lizhangle", "lichangyue", "lizhangyue"}
    assert initials("赵石红") == {"ZSH", "SH"}, "石 is no measure of grain here, and 红 no needlework"


def test_a_name_of_four_without_a_known_surname_of_two_may_have_none() -> None:
    assert initials("单增旺姆") >= {"DZWM", "SZWM"}


@pytest.mark.parametrize("dot", "·•．.・･‧∙⋅●・᛫")
def test_any_dot_or_none(dot: str) -> None:
    assert name_keys(f"阿依{dot}古丽") == name_keys("阿依·古丽")
    assert folded(f"依 {dot} 古") == folded("依古") == "依古"
    assert {"阿依古丽", "古丽", "AYGL", "GL", "ayiguli", "guli"} <= set(name_keys("阿依·古丽"))


@pytest.mark.parametrize(("old", "new"), [
    ("諸葛明遠", "诸葛明远"), ("葉問", "叶问"), ("鍾國強", "钟国强"), ("鐘國強", "钟国强"), ("買買提·阿卜杜", "买买提·阿卜杜"), ("後藤", "后藤"), ("蕭紅", "萧红"),
])
def test_traditional_characters_are_folded_to_simplified_ones(old: str, new: str) -> None:
    assert name_keys(old) == name_keys(new) and folded(old) == folded(new)


def test_the_letters_of_a_foreign_name_are_its_characters() -> None:
    assert {"JOHNSMITH", "HNSMITH"} <= set(name_keys("John Smith")) and folded("smith") == "SMITH"


def test_rare_characters_keep_their_place() -> None:
    assert characters("张\U0002b4e9明") == {"张\U0002b4e9明", "\U0002b4e9明"}


def test_nobody_has_many_keys_and_none_is_too_long() -> None:
    assert name_keys("") == () and name_keys(" · ") == ()
    assert len(name_keys("长乐朝行重会")) <= 4 * 8 + 6
    assert max(map(len, name_keys("古" * 79))) == LONGEST


def test_keys_a_person_stay_below_eight() -> None:
    from random import Random

    from bangfu.demo import names

    rng = Random(20260930)
    drawn = [names.full_name(rng, names.surname(rng), rng.choice("男女"), rng.randint(1930, 2024)) for _ in range(5000)]
    assert sum(len(name_keys(one)) for one in drawn) / len(drawn) < 6.5


@given(st.text(st.sampled_from("张王单曾仇欧阳诸葛明远國强阿依古丽JOHN·•． "), min_size=1, max_size=12), st.data())
def test_every_piece_of_a_name_is_the_beginning_of_a_key(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name)))
    piece = folded(name[start : data.draw(st.integers(start, len(name)))])
    if len(piece) >= 2 or piece == folded(name)[:1] != "":
        low, high = within(piece)
        assert any(low <= key < high for key in name_keys(name))
