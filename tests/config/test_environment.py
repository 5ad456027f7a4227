"""Numbers set in the environment: read as they are meant, and refused in words."""

import pytest

from bangfu.config import command
from bangfu.config.environment import number
from bangfu.rules.refusal import Refused

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("words", "value"), [("", 14), (" ", 14), ("1", 1), (" 30 ", 30), ("007", 7)])
def test_a_number_is_what_was_set_or_the_default(monkeypatch: pytest.MonkeyPatch, words: str, value: int) -> None:
    monkeypatch.setenv("BANGFU_SOMETHING", words)
    assert number("BANGFU_SOMETHING", 14, least=1, most=30) == value


@pytest.mark.parametrize("words", ["0", "31", "-3", "1.5", "abc", "１２", "三", "²"])
def test_what_is_no_number_is_refused_with_the_name_of_the_variable_and_its_bounds(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setenv("BANGFU_SOMETHING", words)
    with pytest.raises(Refused, match=f"BANGFU_SOMETHING 要填 1 到 30 的整数，现在是“{words}”"):
        number("BANGFU_SOMETHING", 14, least=1, most=30)


def test_a_command_says_so_and_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "_django_is_ready", lambda: number("BANGFU_SOMETHING", 1, least=1, most=2))
    monkeypatch.setenv("BANGFU_SOMETHING", "9")
    assert command.main(["figures"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err == "环境变量 BANGFU_SOMETHING 要填 1 到 2 的整数，现在是“9”。改好后再启动；不需要时去掉它。\n"
