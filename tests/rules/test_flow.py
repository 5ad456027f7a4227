"""What may follow what."""

import pytest

from bangfu.rules.flow import Flow
from bangfu.rules.refusal import Refused

FLOW = Flow(
    states={"found": "已登记", "assigned": "整改中", "fixed": "待核验"},
    steps={"assign": ("found", "assigned"), "fix": ("assigned", "fixed"), "send_back": ("fixed", "assigned")},
)


def test_a_step_leads_from_its_start_to_its_end():
    assert FLOW.after("found", "assign") == "assigned"
    assert FLOW.after("fixed", "send_back") == "assigned"


def test_a_step_from_elsewhere_is_refused_in_the_words_of_the_state():
    with pytest.raises(Refused, match="待核验"):
        FLOW.after("fixed", "assign")


def test_an_unknown_step_is_a_programming_error():
    with pytest.raises(KeyError):
        FLOW.after("found", "forget")


def test_possible_steps_come_in_the_order_of_their_declaration():
    assert FLOW.possible("assigned") == ["fix"]
    assert FLOW.possible("gone") == []


def test_choices_pair_the_stored_word_with_the_read_one():
    assert FLOW.choices[0] == ("found", "已登记")


def test_a_flow_that_leads_nowhere_is_not_built():
    with pytest.raises(ValueError, match="lost"):
        Flow(states={"found": "已登记"}, steps={"lose": ("found", "lost")})
