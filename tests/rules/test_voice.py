"""What may be said, and which page is named with it."""

import pytest

from bangfu.rules.refusal import Refused
from bangfu.rules.voice import FLOW, LONGEST, STEPS, VERBS, answer_step, own_page, said


@pytest.mark.parametrize(("given", "kept"), [
    ("/places/990121/?q=覃天明#top", "/places/990121/"), ("//evil.example/x", ""), ("https://evil.example/", ""), ("javascript:alert(1)", ""), ("", ""),
    ("/a\nb", ""), ("/\\evil.example", ""), ("/a\\b", ""), ("/" + "x" * 300, "/" + "x" * 199),
])
def test_only_a_page_of_the_program_is_named_and_without_what_was_asked(given: str, kept: str) -> None:
    assert own_page(given) == kept


def test_words_have_a_measure() -> None:
    assert said("  好的 ") == "好的" and said("长" * LONGEST)
    for words in ("", " 好", "长" * (LONGEST + 1)):
        with pytest.raises(Refused):
            said(words)


def test_every_step_has_its_words() -> None:
    assert set(STEPS) == set(VERBS) == set(FLOW.steps)
    assert [answer_step(state) for state in ("said", "passed")] == ["answer", "answer_passed"]
