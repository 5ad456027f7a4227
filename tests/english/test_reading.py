"""How a run of Chinese text is read: whole sentences, values in them, series of known words; and what stays as it is."""

import pytest

from bangfu.english.reading import Reader

ENGLISH = {
    "户主": "head of household", "姓名": "name", "户": "households", "人": "persons", "名册": "register", "没有办成": "Not done", "健康": "health",
    "配偶": "spouse", "低保": "minimum living allowance",
    "请刷新页面再看": "reload the page and look again", "这一条已经不在了，请刷新页面再看": "This is no longer there, reload the page and look again",
    "{0}的{1}": "{1} of {0}", "第 {0} 步，共 {1} 步": "Step {0} of {1}", "{0}已经改为{1}": "{0} was changed to {1}", "没有填{0}": "{0} is not filled in",
    "{0} 和 {1} 只差一位": "{0} and {1} are one digit apart", "删去{0}": "",
    "{0} 岁": "{0} years", "女": "female", "今天 {0}": "today {0}", "{0} 记下": "recorded {0}",
    "{0} 核对，未办结 {1} 条": "cross-check {0}, {1} unsettled",
    "新出现 {0} 条": "{0} new", "{0} 核对": "checked {0}", "原因：{0}": "reason: {0}",
    "没有填“{0}”": "“{0}” is not filled in", "等您确认": "waits for you", "电话": "phone",
}
reader = Reader(ENGLISH)


@pytest.mark.parametrize(("text", "said"), [
    ("户主", "head of household"),
    ("没有办成。", "Not done."),
    ("第 2 步，共 7 步", "Step 2 of 7"),
    ("12 户，34 人", "12 households, 34 persons"),
    ("12户", "12 households"),
    ("户主姓名", "head of household name"),
    ("没有填姓名。请刷新页面再看。", "name is not filled in. reload the page and look again."),
    ("户主已经改为配偶", "head of household was changed to spouse"),
    ("姓名 · 名册", "name · register"),
    ("姓名（户主）：", "name (head of household):"),
    ("1 和 2 只差一位", "1 and 2 are one digit apart"),
    ("第 户主 步，共 第 1 步，共 2 步 步", "Step head of household of Step 1 of 2"),
    ("2026-11-27", "2026-11-27"),
    ("12，13；14", "12, 13; 14"),
    ("1 户，1 人", "1 household, 1 person"),
    ("11 户", "11 households"),
    ("009900000016户", "Household 009900000016"),
    ("今天 15:00 记下", "recorded today 15:00"),
    ("户主，女，40 岁", "head of household, female, 40 years"),
    ("今天 15:00 核对，未办结 2 条，新出现 1 条", "cross-check today 15:00, 2 unsettled, 1 new"),
    ("原因：户主，配偶", "reason: head of household, spouse"),
    ("没有填“户主，配偶”", "“head of household, spouse” is not filled in"),
])
def test_what_the_program_says_is_read(text: str, said: str) -> None:
    assert reader.read(text) == (said, 0)


@pytest.mark.parametrize(("text", "said", "unread"), [
    ("覃天明", "覃天明", 3),
    ("覃天明没有了。请刷新页面再看。", "覃天明没有了. reload the page and look again.", 6),
    ("覃天明已经改为覃天朋", "覃天明 was changed to 覃天朋", 6),
    ("上垟村名册", "上垟村 register", 3),
    ("覃天明（户主）", "覃天明 (head of household)", 3),
    ("，3 人，青石镇上垟村大湾组51号，电话", ", 3 persons, 青石镇上垟村大湾组51号, phone", 10),
    ("各村花名册_十月.xlsx 等您确认", "各村花名册_十月.xlsx waits for you", 7),
    ("户主姓名_低保.xlsx", "户主姓名_低保.xlsx", 6),
])
def test_names_stay_within_what_is_read(text: str, said: str, unread: int) -> None:
    assert reader.read(text) == (said, unread)


@pytest.mark.parametrize("text", [
    "这家的老人病了很久，儿子在外面打工", "没有填我们村去年报上去的那份表，后来补了", "删去姓名", "大家说这一条已经不在了以后请刷新页面再看",
    "健健康康", "平安", "覃健康", "覃天明的户主",
])
def test_what_is_not_wholly_known_stays_as_it_is(text: str) -> None:
    assert reader.read(text).words == text and reader.read(text).unread > 0


@pytest.mark.parametrize("text", ["户主姓名" * 5000, "1户 2人，" * 3000, "（户" * 5000, "第 3 步，" * 5000, "的" * 20_000, "户主：" * 5000, "村" * 20_000])
def test_whatever_somebody_typed_is_read_through_to_its_end(text: str) -> None:
    assert reader.read(text).words


def test_a_sentence_without_english_is_not_read_and_the_longer_of_two_is() -> None:
    assert Reader({"户主": ""}).read("户主") == ("户主", 2)
    two = Reader({"{0}没有了": "{0} is gone", "{0}已经没有了": "{0} is gone already", "户主": "the head"})
    assert two.read("户主已经没有了").words == "the head is gone already"


def test_a_value_at_the_edge_may_be_empty_with_the_blank_beside_it() -> None:
    assert Reader({"{0} 没有核对": "{0} was not checked"}).read("没有核对").words == "was not checked"
    assert Reader({"查到 {0}": "found {0}"}).read("查到").words == "found"


def test_values_that_hold_a_piece_of_the_sentence_are_told_apart() -> None:
    """As far to the left as can be, else as far to the right."""
    a = Reader({"{0}的{1}": "{1} of {0}", "户主的配偶": "the head’s spouse", "姓名": "name"})
    assert a.read("户主的配偶的姓名").words == "name of the head’s spouse"
    assert a.read("姓名的户主的配偶").words == "the head’s spouse of name"


def test_what_was_read_is_kept_but_never_with_a_number_that_names_a_person() -> None:
    a = Reader(ENGLISH)
    for text in ("户主", "户主", "没有填姓名", "990121198001010019", "姓名 990121198001010019", "没有填15412345678"):
        a.read(text)
    kept = a._known.cache_info()
    assert kept.hits == 1 and kept.currsize <= 4   # the two texts, and what stands in them
    assert a.read("没有填15412345678").words == "15412345678 is not filled in" and a._known.cache_info().currsize == kept.currsize


def test_what_is_longer_than_anything_the_program_says_was_typed_and_stays() -> None:
    known = "请刷新页面再看"
    assert reader.read(f"{known}。{known}").unread == 0
    for between in ("", "，"):
        typed = between.join([known] * 80)
        assert reader.read(typed).words == typed
        assert reader.read(f"{known}。{typed}").words.startswith("reload the page and look again")
