"""Which passwords are guessed first."""

import pytest

from bangfu.rules.password import is_guessed_first

OWN = ("qingshi", "黄秀兰", "云岫县", "青石镇")


@pytest.mark.parametrize("password", [
    "woaini1314520", "fupin2024fupin", "guanliyuan2023!", "Bangfu@2024", "xiangcunzhenxing2025", "乡村振兴2025年", "Admin123456!", "p@ssw0rd2024",
    "qwertyuiop12", "1qaz2wsx3edc4rfv", "abcabcabcabc", "aaaaaaaaaaaaB", "13912345678ab", "990121199001011234x", "19900101abc",
    "yunxiu2024!!", "yunxiuxian123", "YXX@20250101", "云岫县2025年好", "qingshi2025a", "huangxiulan88", "hxl19900101", "黄秀兰199001", "mima123456789",
])
def test_what_a_clerk_thinks_of_is_thought_of_by_others_too(password: str) -> None:
    assert is_guessed_first(password, OWN)


@pytest.mark.parametrize("password", [
    "账清事明-青石-2020", "k7vq-m3xd-p8rt-w2yn", "春眠不觉晓处处闻啼鸟", "bluehorse-tablelamp", "三只白鹅过河去吃草", "Zk8#vQ2!mWp7",
])
def test_a_sentence_and_chance_are_taken(password: str) -> None:
    assert not is_guessed_first(password, OWN)


def test_one_s_own_words_count_for_oneself_only() -> None:
    assert is_guessed_first("liuximeng2025", ("柳溪县", "孟")) and not is_guessed_first("tangerineroof-25", OWN)


def test_first_passwords_of_the_program_are_always_taken() -> None:
    from bangfu.accounts.words import first_password

    assert not any(is_guessed_first(first_password(), OWN) for _ in range(300))
