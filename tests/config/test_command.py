"""The command line: what it says, in which language, and with which exit code."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bangfu.config.chinese_usage import in_chinese
from bangfu.config.command import COMMANDS, main
from bangfu.journal.models import Entry, Seal
from bangfu.organization.models import CountyMap, Place, PlaceShape
from tests.county import COUNTY, VILLAGE, County
from tests.journal.stories import sql
from tests.organization.drawn import geojson
from tests.program import ROOT, bangfu, started

BROKEN_HEADS = (   # what the program before the pages must refuse, for no page could read it
    "Content-Length: abc", "Content-Length: -5", "Content-Length: 1e3", "Content-Length: 99999999999999999999999", "Content-Length: 3\r\nContent-Length: 7",
    "Transfer-Encoding: nix", "X-Name: \0",
)
LIST = "code,name,level,parent\n99,空省,province,\n990123,新县,county,9901\n990123001,新乡,township,990123\n"


@pytest.mark.once
def test_help_names_every_command_in_chinese_and_loads_no_django() -> None:
    code = "import sys; from bangfu.config.command import main; main(['--help']); sys.exit(7 if 'django' in sys.modules else 0)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.returncode == 0
    assert all(name in said.stdout and line in said.stdout for name, (_, line) in COMMANDS.items())
    assert "usage" not in said.stdout and "show this help" not in said.stdout


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    said = capsys.readouterr()
    assert COMMANDS[name][1] in said.out and "用法：" in said.out and said.err == ""


@pytest.mark.once
@pytest.mark.parametrize("words", [[], ["nix"], ["places"], ["places", "import"], ["serve", "--port", "x"], ["journal", "verify", "more"]])
def test_what_is_not_understood_ends_with_2_and_a_chinese_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == "" and "--help 查看说明" in said.err and "error" not in said.err


@pytest.mark.once
@pytest.mark.parametrize(("theirs", "ours"), [
    ("the following arguments are required: 文件", "还缺少：文件"), ("unrecognized arguments: a b", "不认识：a b"),
    ("argument 命令: invalid choice: 'nix' (choose from 'init')", "没有“nix”这个命令"),
    ("argument --port: invalid int value: 'x'", "--port 不能是“x”"), ("argument --port: expected one argument", "--port 后面要写一个值"),
    ("something new", "something new"),
])
def test_the_words_of_argparse_in_chinese(theirs: str, ours: str) -> None:
    assert in_chinese(theirs) == ours


def test_init_makes_an_empty_database_ready_and_says_nothing_is_new_the_second_time(tmp_path: object) -> None:
    there = {"BANGFU_TEST_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    first, second = (json.loads(bangfu("init", "--json", **there).stdout) for _ in range(2))
    assert any(step.startswith("journal.") for step in first["applied"]) and second["applied"] == []


def test_serve_on_a_database_that_is_not_ready_is_refused(tmp_path: object) -> None:
    said = bangfu("serve", BANGFU_TEST_VAR=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3")
    assert said.returncode == 1 and "bangfu init" in said.stderr


def test_places_are_imported_from_a_file_of_any_chinese_encoding(fresh_database: str, tmp_path: object) -> None:
    for encoding, known in (("utf-8-sig", 0), ("gb18030", 3)):
        path = tmp_path / f"{encoding}.csv"   # type: ignore[operator]
        path.write_bytes(LIST.encode(encoding))
        said = bangfu("places", "import", str(path), "--since", "2026-01-01", "--json")
        assert (said.returncode, json.loads(said.stdout)) == (0, {"new": 3 - known, "renamed": 0, "unchanged": known})
    assert str(Place.objects.get(code="990123001").valid_from) == "2026-01-01"


def test_a_map_is_loaded_by_command_for_the_county_named(fresh_database: str, tmp_path: object) -> None:
    path = tmp_path / "云岫.geojson"   # type: ignore[operator]
    path.write_bytes(geojson())
    said = bangfu("places", "shapes", str(path), "--county", COUNTY, "--approval", "云S〔2026〕1号", "--json")
    assert (said.returncode, json.loads(said.stdout)) == (0, {"county": COUNTY, "shapes": 9, "joined": 3, "code": "code"})
    assert CountyMap.objects.get().approval == "云S〔2026〕1号" and PlaceShape.objects.count() == 9
    said = bangfu("places", "shapes", str(path))   # two counties stand there
    assert said.returncode == 1 and "--county" in said.stderr
    path.write_bytes(geojson()[:200])
    assert "读不懂" in bangfu("places", "shapes", str(path), "--county", COUNTY).stderr


def test_a_refusal_ends_with_1_and_its_sentence_and_json_says_so_too(fresh_database: str) -> None:
    said = bangfu("places", "import", "/nowhere.csv", "--json")
    assert said.returncode == 1 and "打不开文件" in said.stderr
    assert "打不开文件" in json.loads(said.stdout)["refused"]


def test_a_program_error_ends_with_3_and_tells_no_number(fresh_database: str) -> None:
    said = bangfu("journal", "verify", "--json", DATABASE_URL="postgres://990121199003070017@127.0.0.1:1/nowhere")
    assert said.returncode == 3 and json.loads(said.stdout) == {"error": "OperationalError"}
    assert "数据库暂时连接不上" in said.stderr and "990121199003070017" not in said.stderr


def test_verify_ends_with_0_when_whole_and_with_1_and_the_first_fault_when_not(fresh_database: str, county: County) -> None:
    whole = bangfu("journal", "verify", "--json")
    assert whole.returncode == 0 and json.loads(whole.stdout)["whole"] and json.loads(whole.stdout)["entries"] == Entry.objects.count()
    sql("UPDATE organization_place SET name = %s WHERE code = %s", "别的村", VILLAGE)
    broken = bangfu("journal", "verify")
    assert broken.returncode == 1 and "1 处不符" in broken.stdout and broken.stderr.startswith("organization_place ")


def test_the_seal_is_set_by_command(fresh_database: str, county: County) -> None:
    said = bangfu("journal", "seal", "--json")
    assert said.returncode == 0 and json.loads(said.stdout)["root"] == Seal.objects.get().root


def fetched(address: str) -> int:
    """The status of a page; one that redirects to sign-in counts as what it redirects to."""
    try:
        with urllib.request.urlopen(address, timeout=20) as page:
            return int(page.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def sent_raw(port: int, head: str) -> int:
    """The status of a form whose head has such a line, as no browser would send it."""
    words = f"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n{head}\r\nConnection: close\r\n\r\nabc"
    with socket.create_connection(("127.0.0.1", port), 20) as door:
        door.settimeout(20)
        door.sendall(words.encode())
        return int(door.recv(64).split()[1])


def gone(groups: list[int]) -> bool:
    """Whether nobody of these process groups is left, waiting a little for the last."""
    for _ in range(100):
        if not any(path for group in groups for path in _members(group)):
            return True
        time.sleep(0.1)
    return False


def _members(group: int) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,pid="], capture_output=True, text=True).stdout.splitlines()
    return [pid for pgid, state, pid in (line.split() for line in listed) if int(pgid) == group and not state.startswith("Z")]


def test_serve_says_where_it_is_takes_the_next_port_when_one_is_taken_and_leaves_nobody_behind(fresh_database: str, county: County) -> None:
    with started("serve", "--port", "18100", "--processes", "2") as first, started("serve", "--port", "18100", "--no-worker") as second:
        assert first.said["port"] < second.said["port"] and (first.said["worker"], second.said["worker"]) == (True, False)
        assert fetched(first.address) < 500 and fetched(second.address) < 500
        assert {head: sent_raw(first.said["port"], head) for head in BROKEN_HEADS} == dict.fromkeys(BROKEN_HEADS, 400)
        for program, size in ((first, 2), (second, 1)):
            children = program.children()
            assert len(children) == size
            program.process.send_signal(signal.SIGINT)
            assert program.process.wait(40) == 0
            assert gone(children)


@pytest.mark.parametrize("who", ["worker", "granian"])
def test_when_one_of_the_two_dies_the_other_ends_too(fresh_database: str, county: County, who: str) -> None:
    with started("serve", "--port", "18200") as program:
        children = program.children()
        one, = [pid for pid in children if who in Path(f"/proc/{pid}/cmdline").read_text().split("\0")]
        os.kill(one, signal.SIGKILL)
        assert program.process.wait(40) == 3
        assert gone(children)


def test_the_worker_says_who_it_is(fresh_database: str) -> None:
    with started("worker") as worker:
        assert f":{worker.process.pid}:" in worker.said["worker"]
