"""What is received is looked through before anything is kept of it, and nothing is taken that nobody could look through."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from bangfu.rules.refusal import Refused
from bangfu.sealing.scanning import PART, Infected, look_through
from tests.sealing.scanners import BAD, CLAMD, answering, clamd


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not CLAMD:
        pytest.skip("no clamd on PATH: apt-get install clamav-daemon")
    with clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def test_clamd_finds_what_it_knows_wherever_a_part_ends_and_lets_all_else_pass(scanner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SCANNER", scanner)
    look_through([b"a roster", b""], "名单.xlsx")
    look_through([], "空.xlsx")
    half = len(BAD) // 2
    for parts in ([BAD], [b"x" * (PART - half) + BAD], [BAD[:half], BAD[half:]], [b"x" * (2 * PART), BAD]):
        with pytest.raises(Infected, match=r"“名单.xlsx”里查出恶意代码（Bangfu\.Test\.UNOFFICIAL）") as refused:
            look_through(parts, "名单.xlsx")
        assert (refused.value.told, refused.value.verb, refused.value.field) == ("名单.xlsx：Bangfu.Test.UNOFFICIAL", "file.infected", "file")


def test_clamd_takes_no_file_beyond_its_own_limit_and_that_is_said(scanner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SCANNER", scanner)
    with pytest.raises(Refused, match="比查毒程序收的大.*没有收下"):
        look_through((b"x" * PART for _ in range(40)), "大.xlsx")


def test_all_of_a_file_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    content = [b"one", b"two" * PART, b""]
    with answering(b"stream: OK\0") as (address, received):
        monkeypatch.setattr(settings, "SCANNER", address)
        look_through(content, "名单.xlsx")
    assert received == [b"".join(content)]


@pytest.mark.parametrize(("answer", "said"), [
    (b"", "没有回应"), (b"stream: Can't allocate memory ERROR\0", "没有看成"), (b"\xff\0", "没有看成"), (b"INSTREAM size limit exceeded. ERROR\0", "比查毒程序收的大"),
])
def test_what_could_not_be_looked_through_is_not_taken(answer: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(answer) as (address, _):
        monkeypatch.setattr(settings, "SCANNER", address)
        with pytest.raises(Refused, match=f"{said}.*没有收下，什么都没有保存") as refused:
            look_through([b"x"], "名单.xlsx")
    assert not isinstance(refused.value, Infected)


def test_a_scanner_that_is_not_there_lets_nothing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"127.0.0.1:{closed.getsockname()[1]}"
    for address in (nobody, str(tmp_path / "clamd.sock")):
        monkeypatch.setattr(settings, "SCANNER", address)
        with pytest.raises(Refused, match="没有回应"):
            look_through([b"x"], "名单.xlsx")


def test_a_number_in_the_name_of_a_file_is_told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"stream: X FOUND\0") as (address, _):
        monkeypatch.setattr(settings, "SCANNER", address)
        with pytest.raises(Infected) as refused:
            look_through([b"x"], "990121198001019990.jpg")
    assert "990121198001019990" not in refused.value.told + refused.value.sentence
