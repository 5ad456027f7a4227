"""Which port it serves on."""

import socket

import pytest

from bangfu.config.commands.serve import free_port
from bangfu.rules.refusal import Refused


def test_a_free_port_is_taken_and_a_taken_one_passed_over() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        taken = door.getsockname()[1]
        found = free_port("127.0.0.1", taken)
    assert taken < found < taken + 50


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match="不是本机的"):
        free_port("192.0.2.1", 8000)   # RFC 5737: an address of nobody
