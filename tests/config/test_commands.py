"""The same as the pages, by command: exit codes, answers for people and for programs, and never more than the post may."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bangfu.config.command import main
from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.models import Delivery
from bangfu.journal.models import Entry
from bangfu.registry.counts import differing
from bangfu.registry.models import NameKey, PersonRecord, RegisterCount
from bangfu.reporting.indicators import INDICATORS
from tests.county import COUNTY, TOWNSHIP, VILLAGE, County
from tests.deliveries.office import families, ledger, national, workbook
from tests.deliveries.test_asking import with_password
from tests.program import bangfu

LINES = [*families(), *families("下垟村", share=2)]
CLERK = ("--as", "qingshi")
PERSONS = ("--layout", "national_persons", "--day", "2026-06-30")


class Said:
    """What a command did: its exit code, what it printed, and that as data when it was asked for JSON."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: object) -> None:
        capsys.readouterr()
        self.code = main([*map(str, words)])
        self.out, self.err = capsys.readouterr()

    @property
    def data(self) -> dict[str, Any]:
        line, = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


@pytest.fixture
def file(county: County, tmp_path: Path) -> Path:
    path = tmp_path / "人口信息.xlsx"
    path.write_bytes(national([*LINES, LINES[0].but(person="99", household="99", name="")]))
    return path


def taken_in(capsys: pytest.CaptureFixture[str], file: Path, *more: object) -> Said:
    return Said(capsys, "import", file, *PERSONS, *CLERK, *more)


@pytest.mark.parametrize("words", [
    ("import",), ("import", "x.xlsx"), ("import", "x.xlsx", "--as", "qingshi", "--layout", "horoscopes"), ("check",), ("figures", "happiness", "--as", "x"),
    ("import", "x.xlsx", *CLERK, "--layout", "national_persons", "--day", "gestern"), ("figures", *CLERK, "--as-of", "30.9."), ("journal",),
    ("journal", "burn"), ("check", *CLERK, "--colour", "red"),
])
def test_what_is_not_understood_ends_with_2_and_says_how_to_ask(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, *words)
    assert said.code == 2 and said.out == "" and "--help" in said.err and "Traceback" not in said.err


def test_a_file_is_previewed_and_nothing_is_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = taken_in(capsys, file)
    assert said.code == 0 and "可预览" in said.out and "新增 18" in said.out and "退回 1" in said.out
    assert not PersonRecord.objects.exists()


def test_a_file_goes_into_the_register(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = taken_in(capsys, file, "--apply", "--json").data
    assert (told["state"], told["rows"], told["total"]["new"], told["total"]["refused"]) == ("applied", 19, 18, 1)
    assert [(one["code"], one["name"], one["applied"], one["new"]) for one in told["villages"]][0] == (VILLAGE, "上垟村", True, 9)
    assert PersonRecord.objects.count() == 18
    assert taken_in(capsys, file, "--apply", "--json").data["total"]["unchanged"] == 18


def test_the_refused_rows_are_written_where_they_are_wanted_for_nobody_else_to_read(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "退回.xlsx"
    assert taken_in(capsys, file, "--refused", target).code == 0
    assert openpyxl.load_workbook(target).active["K1"].value == "退回原因"
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600
    assert Entry.objects.filter(verb="delivery.refused_exported").exists()


@pytest.mark.parametrize(("who", "words"), [
    ("nobody-we-know", "没有“nobody-we-know”这个账号"), ("qianren", "没有在任的岗位"), ("wugang", "没有在任的岗位"), ("shangyang", "没有这项权限"),
    ("shenji", "没有这项权限"),
])
def test_nobody_does_by_command_what_they_may_not_do_on_the_page(file: Path, capsys: pytest.CaptureFixture[str], who: str, words: str) -> None:
    said = Said(capsys, "import", file, *PERSONS, "--as", who, "--apply")
    assert said.code == 1 and words in said.err and said.out == ""
    assert not PersonRecord.objects.exists()
    as_data = Said(capsys, "import", file, *PERSONS, "--as", who, "--json")
    assert as_data.code == 1 and words in as_data.data["refused"]


def test_a_file_that_cannot_be_taken_in_ends_with_1_and_its_reason(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf, far, short = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    pdf.write_bytes(b"%PDF-1.7\n")
    far.write_bytes(national(families("柳树坪村", "柳溪乡")))
    short.write_bytes(ledger(LINES))
    for path, words in ((tmp_path / "none.xlsx", "打不开"), (tmp_path, "打不开"), (pdf, "PDF"), (far, "没有一行归您的岗位管"), (short, "还缺必须有的列")):
        said = taken_in(capsys, path, "--apply")
        assert said.code == 1 and words in said.err and said.out == "", path
    assert not PersonRecord.objects.exists()


def test_a_command_finds_out_what_a_file_is_and_says_what_it_needs(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked, strange, word = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "密码.txt"
    locked.write_bytes(with_password(national(LINES), "秘密"))
    strange.write_bytes(workbook([["商户", "货品"], ["甲店", "米"]]))
    word.write_text("秘密\n", encoding="utf-8")
    for path, more, words in (
        (locked, (), "--password-file"), (locked, ("--password-file", tmp_path / "none"), "读不出密码文件"), (strange, (), "--layout"),
    ):
        said = Said(capsys, "import", path, *CLERK, *more)
        assert said.code == 1 and words in said.err and "Traceback" not in said.err
        for one in Delivery.objects.exclude(state="cancelled"):
            deliveries.cancel(county.township_clerk, delivery=one.pk)
    done = Said(capsys, "import", locked, *CLERK, "--password-file", word, "--apply", "--json")
    assert done.code == 0 and done.data["state"] == "applied" and done.data["total"]["new"] == len(LINES)
    assert "秘密" not in done.out + done.err


@pytest.mark.checked
def test_the_checks_say_what_they_found(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    book = tmp_path / "台账.xlsx"
    book.write_bytes(ledger(LINES[:9][1:]))
    Said(capsys, "import", book, "--layout", "village_ledger", *CLERK, "--apply")
    told = Said(capsys, "check", *CLERK, "--json").data
    assert (told["place"], told["persons"], told["new"], told["still"], told["open"]) == (TOWNSHIP, 18, 0, 1, 1)   # it was found when the ledger came in
    assert Said(capsys, "check", *CLERK, "--json").data["still"] == 1
    said = Said(capsys, "check", *CLERK, "--place", VILLAGE)
    assert said.code == 0 and said.out.startswith("上垟村：核对了 18 人。新出现 0，仍存在 1")


@pytest.mark.parametrize(("who", "place"), [("shangyang", VILLAGE), ("liuxi", TOWNSHIP), ("wangquan", COUNTY), ("shenji", COUNTY)])
def test_the_checks_run_where_one_has_the_say(county: County, capsys: pytest.CaptureFixture[str], who: str, place: str) -> None:
    said = Said(capsys, "check", "--as", who, "--place", place)
    assert said.code == 1 and said.err.strip().endswith("。") and said.out == ""


def test_a_figure_is_told_with_its_parts(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    told = Said(capsys, "figures", *CLERK, "--json").data["figures"]
    values = {one["name"]: one["value"] for one in told}
    assert (values["households"], values["persons"], values["open_findings"]) == (6, 18, 0) and set(values) == set(INDICATORS)
    assert {part["name"]: part["value"] for part in told[1]["parts"]} == {"上垟村": 9, "下垟村": 9, "石门村": 0}
    said = Said(capsys, "figures", "persons", *CLERK, "--place", VILLAGE)
    assert said.out == "上垟村 在册人数：9 人\n" and said.code == 0
    groups = Said(capsys, "figures", *CLERK).out.split("\n\n")
    assert groups[0].startswith("户和人\n青石镇 在册户数：6 户\n") and [one.partition("\n")[0] for one in groups] == list(dict.fromkeys(one["group"] for one in told))


def test_a_figure_is_told_for_any_day_as_known_on_any_day(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    for days, value in ((("--as-of", "2026-06-29"), 0), (("--as-of", "2026-06-30"), 18), (("--as-of", "2026-06-30", "--known-on", "2026-06-30"), 0)):
        told = Said(capsys, "figures", "persons", *CLERK, *days, "--json").data["figures"][0]
        assert (told["value"], told["as_of"]) == (value, days[1])
    dated = [slug for slug, one in INDICATORS.items() if one.dated]
    assert [one["name"] for one in Said(capsys, "figures", *CLERK, "--as-of", "2026-06-30", "--json").data["figures"]] == dated
    said = Said(capsys, "figures", "open_findings", *CLERK, "--as-of", "2026-06-30")
    assert said.code == 1 and "只有当前值" in said.err


def test_a_figure_out_of_reach_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "figures", "--as", "liuxi", "--place", VILLAGE)
    assert said.code == 1 and "管辖范围" in said.err
    said = Said(capsys, "figures", "persons")
    assert said.code == 1 and "--as" in said.err and said.out == ""


def test_a_spoiled_counter_is_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    said = Said(capsys, "figures", "verify")
    assert (said.code, said.out) == (0, "计数、查找键、指标与名册一致。\n")
    RegisterCount.objects.filter(place_code=VILLAGE).update(persons=8)
    said = Said(capsys, "figures", "verify", "--json")
    wrong = [{"place": VILLAGE, "kept": [3, 8], "counted": [3, 9]}]
    assert said.code == 1 and said.data == {"whole": False, "differing": wrong, "differing_keys": [], "differing_figures": {}}
    assert VILLAGE in Said(capsys, "figures", "verify").out and differing()
    assert Said(capsys, "figures", "verify", "--mend").code == 0 and differing() == {}


def test_spoiled_keys_of_names_are_found_and_mended(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    spoiled = NameKey.objects.filter(place_code=VILLAGE).first()
    assert spoiled
    NameKey.objects.filter(pk=spoiled.pk).update(key="无此人")
    said = Said(capsys, "figures", "verify", "--json")
    assert said.code == 1 and said.data == {"whole": False, "differing": [], "differing_keys": [{"place": VILLAGE, "persons": 1}], "differing_figures": {}}
    assert "查找键" in Said(capsys, "figures", "verify").out
    assert Said(capsys, "figures", "verify", "--mend").code == 0
    assert Said(capsys, "figures", "verify").code == 0


def test_the_journal_is_verified_and_the_first_fault_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken_in(capsys, file, "--apply")
    assert Said(capsys, "journal", "verify", "--json").data["whole"] is True
    assert Said(capsys, "journal", "seal").code == 0
    record = PersonRecord.objects.first()
    assert record
    PersonRecord.objects.bulk_create([record.draft(recorded_at=record.recorded_at, recorded_in=record.recorded_in, valid_from="2020-01-01")])
    said = Said(capsys, "journal", "verify", "--json")
    assert said.code == 1 and len(said.data["faults"]) == 1 and "绕开程序" in said.err


def test_the_program_itself_says_the_same(fresh_database: str, county: County, tmp_path: Path) -> None:
    """In processes of its own, on a database that commits."""
    path = tmp_path / "人口信息.xlsx"
    path.write_bytes(national(LINES))
    done = bangfu("import", str(path), *PERSONS, *CLERK, "--apply", "--json")
    assert (done.returncode, json.loads(done.stdout)["total"]["new"], done.stderr) == (0, 18, "")
    refused = bangfu("import", str(path), *PERSONS, "--as", "nobody-we-know")
    assert (refused.returncode, refused.stdout) == (1, "") and "没有" in refused.stderr
    assert bangfu("figures", "verify").returncode == 0 and bangfu("journal", "verify").returncode == 0


def test_the_demo_fills_an_empty_database_once(tmp_path: Path) -> None:
    """In a folder of its own, with the settings a newcomer has."""
    own = {"BANGFU_VAR": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "bangfu.config.settings"}
    first, again = (bangfu("demo", "--size", "village", "--no-serve", "--json", **own) for _ in range(2))
    assert (first.returncode, again.returncode, first.stderr) == (0, 0, "")
    told = json.loads(again.stdout.splitlines()[-1])
    assert again.stdout.count("\n") == 1 and told["users"] == len(json.loads(first.stdout.splitlines()[-1])["logins"]) + 1
    assert {path.name for path in Path(told["files"]).iterdir()} >= {"places.csv", "死亡人员名单.xlsx", "truth.json"}
