"""How the program says no."""

import pytest

from bangfu.rules.refusal import Forbidden, Refused


def test_a_refusal_carries_its_sentence_and_the_field_it_belongs_to():
    refused = Refused("日期在将来，请核对。", field="due_on")
    assert (refused.sentence, refused.field, str(refused)) == ("日期在将来，请核对。", "due_on", "日期在将来，请核对。")


def test_a_refusal_belongs_to_no_field_unless_it_says_so():
    assert Refused("不行。").field == ""


def test_whoever_catches_refusals_catches_what_is_forbidden_too():
    with pytest.raises(Refused, match="这个村不归您管"):
        raise Forbidden("这个村不归您管。")
