"""What is let in at all."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bangfu.rules.refusal import Refused
from bangfu.workbooks.limits import DEFAULT_LIMITS, inspect, kind_of, unpacked
from tests.workbooks.containers import compound
from tests.workbooks.foreign import by_hand, by_odfpy, by_openpyxl, by_xlwt, text_cell

ROWS = [["姓名", "身份证号"], ["赵甲", "x"]]


@pytest.mark.parametrize(("name", "write", "kind"), [
    ("名单.xlsx", by_openpyxl, "xlsx"), ("名单.xls", by_xlwt, "xls"), ("名单.ods", by_odfpy, "ods"),
])
def test_a_spreadsheet_is_known_by_its_content_and_not_by_its_name(tmp_path: Path, name: str, write, kind: str):
    path = write(tmp_path / name, ROWS)
    assert inspect(path) == kind
    assert inspect(path.rename(tmp_path / "名单.et")) == kind


@pytest.mark.parametrize(("content", "kind"), [
    ("姓名,身份证号\n赵甲,1\n".encode("gb18030"), "text"),
    ("姓名,身份证号\n".encode("utf-8-sig"), "text"),
    (b"BM,MZ\n1,2\n", "text"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
    (b"\n<!-- made by a system --><TABLE border=1>", "html"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml"),
])
def test_what_is_written_as_text_is_told_apart(tmp_path: Path, content: bytes, kind: str):
    path = tmp_path / "名单.xls"
    path.write_bytes(content)
    assert inspect(path) == kind_of(path) == kind


@pytest.mark.parametrize(("content", "part"), [
    (b"", "文件是空的"),
    (b"%PDF-1.7 ...", "PDF"),
    (b"\x89PNG\r\n\x1a\n....", "图片"),
    (b"\xff\xd8\xff\xe0....", "图片"),
    (b"MZ\x90\x00....", "程序"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x00\x01\x02\x03 nothing known", "看不出"),
    (compound({"WordDocument": b""}), "Word"),
    (compound({"PowerPoint Document": b""}), "PPT"),
    (compound({"EncryptedPackage": b""}), "密码"),
    (compound({}), "看不出"),
    (compound({"Workbook": b""})[:600], "不完整"),
    (b"PK\x03\x04 and then nothing", "不完整"),
])
def test_what_is_no_spreadsheet_is_told_what_it_seems_to_be(tmp_path: Path, content: bytes, part: str):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=part):
        inspect(path)


@pytest.mark.parametrize(("entry", "part"), [
    ("word/document.xml", "Word"), ("ppt/presentation.xml", "PPT"), ("xl/workbook.bin", "xlsb"), ("照片/1.jpg", "压缩包"),
])
def test_other_zips_renamed_to_xlsx_are_told_apart(tmp_path: Path, entry: str, part: str):
    path = tmp_path / "名单.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(entry, "x")
    with pytest.raises(Refused, match=part):
        inspect(path)


def test_an_open_document_text_is_no_spreadsheet(tmp_path: Path):
    path = tmp_path / "名单.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(Refused, match="不是表格"):
        inspect(path)


def test_a_locked_ods_is_told_to_drop_its_password(tmp_path: Path):
    path = tmp_path / "名单.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest><manifest:encryption-data/></manifest>")
    with pytest.raises(Refused, match="密码"):
        inspect(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_told_to_come_again(tmp_path: Path, share: float):
    path = by_openpyxl(tmp_path / "名单.xlsx", ROWS * 200)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused, match="不完整或已损坏"):
        inspect(path)


def test_a_changed_byte_inside_is_found(tmp_path: Path):
    path = by_hand(tmp_path / "名单.xlsx", f'<row r="1">{text_cell("A1", "赵甲")}</row>', compression=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace("赵甲".encode(), "赵乙".encode()))
    with pytest.raises(Refused, match="不完整或已损坏"):
        inspect(path)


def test_a_zip_bomb_is_refused_by_its_ratio(tmp_path: Path):
    path = by_hand(tmp_path / "名单.xlsx", "", extra={"xl/media/image1.bin": b"\0" * 30_000_000})
    with pytest.raises(Refused, match="大得不正常"):
        inspect(path)


def test_a_zip_bomb_that_lies_about_its_size_is_found_by_unpacking(tmp_path: Path):
    path = by_hand(tmp_path / "名单.xlsx", "", extra={"xl/media/image1.bin": b"\0" * 5_000_000})
    content = path.read_bytes()
    true, claimed = (5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, claimed))
    with pytest.raises(Refused, match="不完整或已损坏"):
        inspect(path)
    with pytest.raises(Refused, match="大得不正常"):
        inspect(path, replace(DEFAULT_LIMITS, max_unpacked=4_000_000))


@pytest.mark.parametrize(("limits", "part"), [
    (replace(DEFAULT_LIMITS, max_bytes=100), "最多"),
    (replace(DEFAULT_LIMITS, max_entries=3), "大得不正常"),
    (replace(DEFAULT_LIMITS, max_unpacked=1000), "大得不正常"),
])
def test_every_ceiling_refuses(tmp_path: Path, limits, part: str):
    path = by_openpyxl(tmp_path / "名单.xlsx", ROWS)
    with pytest.raises(Refused, match=part):
        inspect(path, limits)


@pytest.mark.parametrize(("write", "limits"), [
    (by_xlwt, replace(DEFAULT_LIMITS, max_laid_out_bytes=100)), (by_odfpy, replace(DEFAULT_LIMITS, max_laid_out_bytes=100)),
    (by_odfpy, replace(DEFAULT_LIMITS, max_laid_out_unpacked=100)),
])
def test_what_is_laid_out_in_memory_has_ceilings_of_its_own(tmp_path: Path, write, limits):
    with pytest.raises(Refused, match="最多|大得不正常"):
        inspect(write(tmp_path / "名单", ROWS), limits)
    assert inspect(by_openpyxl(tmp_path / "名单.xlsx", ROWS), limits) == "xlsx"


def test_two_entries_of_one_name_are_refused(tmp_path: Path):
    """One reader takes the first, another the last."""
    path = by_openpyxl(tmp_path / "名单.xlsx", ROWS)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Refused, match="不完整或已损坏"):
        inspect(path)


def test_unpacking_gives_the_bytes_of_the_entry(tmp_path: Path):
    content = bytes(range(256)) * 9000
    path = by_hand(tmp_path / "名单.xlsx", "", extra={"data.bin": content})
    assert b"".join(unpacked(path, "data.bin", 10_000_000)) == content
