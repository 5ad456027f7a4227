"""Numbers that name a person are sealed wherever a delivered file leaves a trace: known numbers are planted, and everything is searched for them."""

import contextlib
import io
import json
import logging
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from bangfu.deliveries import actions, queries
from bangfu.deliveries.models import DeliveredRow, DeliveredShape
from bangfu.deliveries.refused import refused_workbook
from bangfu.deliveries.rows import PURPOSE, meaning, opened
from bangfu.deliveries.shapes import PURPOSE as SHAPE
from bangfu.registry.models import PersonRecord
from bangfu.sealing.logs import NumbersAreMasked
from bangfu.sealing.ring import ring
from bangfu.work.worker import sweep
from tests.county import County
from tests.deliveries.office import HEADINGS, applied, compared, deceased, families, ledger, national, number

LINES = families(share=7)
CERTIFICATE = number(555) + "43"
PHONE = LINES[0].phone
PLANTED = sorted({one.id_number for one in LINES} | {CERTIFICATE, PHONE, number(777)})


def brought_in(county: County) -> None:
    """Every door, with every kind of mistake that could carry a number out of its column."""
    by = county.township_clerk
    lines = [*LINES, LINES[0].but(person="8", household="8", id_number=CERTIFICATE, relation=number(777))]
    lines += [LINES[1].but(person="7", household="7", name=number(777)), LINES[2].but(person="6", household="6", village=number(777))]
    lines += [LINES[2].but(person="5", household="5", employer=f"老板电话{PHONE}", nation=number(777), id_number="990121")]
    lines += [LINES[2].but(person="4", household="4", employer=number(777), id_number=number(801))]
    headings = (*HEADINGS, "出生日期", "务工时间（月）")
    applied(by, national([one.but(more={"出生日期": number(777), "务工时间（月）": PHONE}) for one in lines], headings), name=f"{number(777)}.xlsx")   # type: ignore[arg-type]
    applied(by, ledger([one.but(more={"备注": f"电话{PHONE}"}) for one in lines]), layout="village_ledger")   # type: ignore[arg-type]
    applied(county.county_officer, deceased(lines), layout="deceased_list")
    compared(by, national(lines, headings[::-1]))


def test_no_column_of_any_table_holds_a_planted_number(county: County) -> None:
    brought_in(county)
    assert PersonRecord.objects.count() >= len(LINES)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    (table, name, planted) for name, value in zip(columns, row, strict=True) for planted in PLANTED if planted in str(value)
                ]
    assert found == []


def test_no_file_of_the_data_folder_holds_a_planted_number(fresh_database: str, county: County) -> None:
    """The database with its log, what was uploaded, what is kept of it, the refused rows handed out."""
    by, client = county.township_clerk, Client()
    client.force_login(county.user("township_clerk"), backend="django.contrib.auth.backends.ModelBackend")
    upload = SimpleUploadedFile("人口信息.xlsx", national(LINES))
    client.post("/deliveries/receive/", {"layout": "national_persons", "file": upload})
    brought_in(county)
    for one in queries.deliveries(by):
        with contextlib.suppress(Exception):
            refused_workbook(by, delivery=one.id)
    for path in [*Path(settings.VAR).rglob("*"), *Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()]:
        content = path.read_bytes() if path.is_file() else b""
        assert [one for one in PLANTED if one.encode() in content] == [], path
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


def test_no_line_of_the_log_holds_a_planted_number(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(NumbersAreMasked())
    logging.getLogger("bangfu").addHandler(handler)   # before any other handler spells the exception out

    def breaks(*_: object, **__: object) -> None:
        raise ValueError(f"cannot take {LINES[0].id_number} and {PHONE}")

    try:
        with monkeypatch.context() as patched:
            patched.setattr("bangfu.registry.jobs.judge_village", breaks)
            compared(county.township_clerk, national(LINES))
        sweep()
    finally:
        logging.getLogger("bangfu").removeHandler(handler)
    assert "cannot take" in said.getvalue() and [one for one in PLANTED if one in said.getvalue()] == []


def test_a_row_opens_again_as_it_was_delivered_and_as_it_was_understood(county: County) -> None:
    compared(county.township_clerk, national([LINES[0].but(id_number=f" {LINES[0].id_number.lower()} ")]))
    content = opened(DeliveredRow.objects.get().content)
    assert content.delivered["证件号码"] == f" {LINES[0].id_number.lower()} "
    assert (content.understood["id_number"], content.understood["phone"]) == (LINES[0].id_number, PHONE)


def test_what_rows_stand_under_is_said_once_and_goes_with_a_cancelled_list(county: County) -> None:
    found = compared(county.township_clerk, national(LINES))
    assert DeliveredRow.objects.count() == len(LINES) and DeliveredShape._default_manager.count() == 1
    contents = DeliveredRow.objects.values_list("content", flat=True)
    assert not any("证件号码" in ring().unseal(one, PURPOSE) for one in contents)
    assert all(opened(one).delivered["证件号码"] == opened(one).understood["id_number"] == meaning(one)["id_number"] for one in contents)
    actions.cancel(county.township_clerk, delivery=found.pk)
    sweep()
    assert not DeliveredRow.objects.exists() and not DeliveredShape._default_manager.exists()


def test_a_row_that_an_earlier_version_sealed_opens_as_it_did() -> None:
    told = {"delivered": {"姓名": "甲"}, "understood": {"name": "甲", "work_months": 3}}
    token = ring().seal(json.dumps(told, ensure_ascii=False), PURPOSE)
    assert (opened(token).delivered, opened(token).understood) == (told["delivered"], told["understood"])
    assert meaning(token) == told["understood"]


@pytest.mark.once
@pytest.mark.parametrize("content", ['["{}",["甲",3,""],["甲 ","3",""]]', '["{}",["甲",3,""]]\n["甲 ","3",""]'])
def test_a_row_that_repeats_all_its_cells_opens_as_it_did(county: County, content: str) -> None:
    """Of versions whose shapes did not say which value was read from which cell."""
    compared(county.township_clerk, national(LINES[:1]))
    shape = DeliveredShape._default_manager.create(
        delivery=DeliveredRow.objects.get().delivery, content=ring().seal(json.dumps([["姓名", "务工时间（月）", "备注"], ["name", "work_months", "group"]]), SHAPE),
    )
    told = opened(ring().seal(content.format(shape.pk.hex), PURPOSE))
    assert (told.delivered, told.understood) == ({"姓名": "甲 ", "务工时间（月）": "3"}, {"name": "甲", "work_months": 3})


@pytest.mark.once
def test_of_a_row_only_the_cells_are_kept_that_say_it_otherwise(county: County) -> None:
    spaced = LINES[0].but(nation=f" {LINES[0].nation} ", more={"养牛": "3头"})   # type: ignore[arg-type]
    compared(county.township_clerk, national([spaced], (*HEADINGS, "养牛")))
    content = DeliveredRow.objects.get().content
    meant, _, cells = ring().unseal(content, PURPOSE).partition("\n")
    assert sorted(json.loads(cells).values()) == sorted([spaced.nation, "3头"]) and meant.count(LINES[0].name) == 1
    told = opened(content)
    assert (told.delivered["民族"], told.delivered["养牛"], told.delivered["姓名"]) == (spaced.nation, "3头", LINES[0].name)
    assert told.understood["nation"] == LINES[0].nation


def test_what_is_shown_of_a_row_has_its_numbers_masked(county: County) -> None:
    compared(county.township_clerk, national(LINES))
    line = queries.lines(county.township_clerk, queries.deliveries(county.township_clerk)[0].id)[0]
    shown = f"{queries.cells(county.township_clerk, line.id)} {queries.line(county.township_clerk, line.id)} {queries.original(county.township_clerk, line.id)}"
    assert LINES[0].name in shown and [one for one in PLANTED if one in shown] == []


def test_a_number_where_the_name_should_be_sends_the_row_back(county: County) -> None:
    """The row has slipped by a column."""
    found = compared(county.township_clerk, national([*LINES[:1], LINES[1].but(name=number(777))]))
    line, = queries.lines(county.township_clerk, found.pk, outcome="refused")
    assert "错了列" in line.faults[0][1] and number(777) not in str(line)
    assert openpyxl.load_workbook(refused_workbook(county.township_clerk, delivery=found.pk)).active["E2"].value == number(777)


def test_a_number_among_words_is_masked_and_does_not_change_each_month(county: County) -> None:
    lines = [*LINES[:1], LINES[1].but(employer=f"老板电话{PHONE}")]
    applied(county.township_clerk, national(lines))
    assert PersonRecord.objects.get(name="农秀英").employer == "老板电话*********" + PHONE[-2:]
    found = compared(county.township_clerk, national(lines, HEADINGS[::-1]))
    assert [one.outcome for one in queries.lines(county.township_clerk, found.pk)] == ["unchanged", "unchanged"]
