"""What comes in as a paper: known by its content, made small and clean, or refused with what to do instead."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from bangfu.evidence import given as intake
from bangfu.evidence.given import MAX_BYTES, PDF, PICTURE, stored_form
from bangfu.evidence.pdfs import MAX_PAGES
from bangfu.evidence.pictures import LONGEST, MAX_PIXELS
from bangfu.rules.refusal import Refused
from tests.evidence.papers import COMMENT, blank, huge_jpeg, huge_png, packed_pdf, pdf, photo, saved, written


def seen(content: bytes) -> Image.Image:
    """The picture that was stored of a file."""
    stored = stored_form(content)
    assert stored.media_type == PICTURE
    picture = Image.open(io.BytesIO(stored.content))
    picture.load()
    return picture


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as said:
        stored_form(content)
    assert said.value.field == "file"
    return said.value.sentence


def is_near(colour: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(colour, tuple) and all(abs(one - other) < 12 for one, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "MPO"])
def test_a_photograph_is_drawn_anew_without_what_the_phone_hid_in_it(kind: str) -> None:
    content = photo(kind=kind)
    assert b"HUAWEI" in content and b"2026:03:05" in content
    stored = stored_form(content).content
    assert not any(hidden in stored for hidden in (b"HUAWEI", b"2026:03:05", b"Exif", COMMENT, b"MPF\x00"))
    assert not seen(content).getexif() and seen(content).size == (120, 80)


@pytest.mark.parametrize(("turned", "corner"), [(1, (2, 2)), (3, (117, 77)), (6, (77, 2)), (8, (2, 117))])
def test_a_photograph_stands_as_it_was_held(turned: int, corner: tuple[int, int]) -> None:
    picture = seen(photo(turned=turned))
    assert picture.size == ((120, 80) if turned in (1, 3) else (80, 120))
    assert is_near(picture.getpixel(corner), (255, 0, 0))


def test_a_large_photograph_becomes_as_large_as_reading_needs_and_a_small_one_stays() -> None:
    assert seen(photo(size=(6000, 3000))).size == (LONGEST, LONGEST // 2)
    assert seen(photo(size=(30, 4000))).size == (19, LONGEST)
    assert seen(photo(size=(200, 100))).size == (200, 100)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16", "CMYK"])
def test_every_way_of_storing_colours_is_read(mode: str) -> None:
    """A grey of 200 (of 16 bits 200 × 256; of 1 bit white) stays what it was."""
    grey = Image.new("L", (40, 40), 255 if mode == "1" else 200)
    picture = Image.new("I;16", (40, 40), 200 * 256) if mode == "I;16" else grey.convert("RGB").convert(mode) if mode in ("CMYK", "P") else grey.convert(mode)
    shade = 255 if mode == "1" else 200
    assert is_near(seen(saved(picture, "JPEG" if mode == "CMYK" else "PNG")).getpixel((20, 20)), (shade,) * 3)   # type: ignore[arg-type]


def test_what_is_see_through_is_white_paper() -> None:
    assert is_near(seen(saved(Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG")).getpixel((5, 5)), (255, 255, 255))
    palette = Image.new("P", (20, 20), 0)
    assert is_near(seen(saved(palette, "PNG", transparency=0)).getpixel((5, 5)), (255, 255, 255))


def test_the_same_photograph_is_stored_as_the_same_bytes() -> None:
    assert stored_form(photo()) == stored_form(photo()) != stored_form(photo("navy"))


@pytest.mark.parametrize("content", [huge_png(20000, 15000), huge_jpeg(20000, 15000), huge_png(10000, 9500), huge_png(8000, 5200), huge_jpeg(9000, 8000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("it was decoded")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", opened)
    assert "分辨率" in refused(content) and len(content) < MAX_BYTES


def test_the_limits_let_a_photograph_of_fifty_megapixels_and_a_sheet_scanned_at_600_dpi_in() -> None:
    assert MAX_PIXELS["JPEG"] >= 8192 * 6144 and MAX_PIXELS["PNG"] >= 4961 * 7016
    assert seen(huge_png(4961, 7016)).height == LONGEST


def test_nothing_and_too_much_are_refused() -> None:
    assert "空的" in refused(b"")
    assert "超过 20 MB" in refused(b"\xff\xd8\xff" + bytes(MAX_BYTES))


@pytest.mark.parametrize("content", [photo()[:600], photo()[:-40], photo(kind="PNG")[:200], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"x" * 99])
def test_a_photograph_that_was_cut_off_is_refused(content: bytes) -> None:
    assert "没有传完" in refused(content)


@pytest.mark.parametrize(("content", "said"), [
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "兼容性最佳"), (b"\x00\x00\x00\x1cftypmif1", "兼容性最佳"),
    (b"PK\x03\x04" + b"x" * 60, "压缩包"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "输出为 PDF"), (b"Rar!\x1a\x07", "压缩包"),
    (b"<html><script>alert(1)</script>", "JPEG、PNG"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG、PNG"), (b"GIF89a" + b"x" * 60, "JPEG、PNG"),
    (b"MZ\x90\x00", "JPEG、PNG"), (b" %PDF-1.4", "JPEG、PNG"), (b"\x00\x00\x00\x18ftypmp42", "JPEG、PNG"),
])
def test_other_files_are_refused_with_what_to_send_instead(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_pdf_stays_as_it_is() -> None:
    for content in (pdf(), pdf(MAX_PAGES), packed_pdf(b"<< /Title (nothing) >>")):
        assert stored_form(content) == intake.Stored(content, PDF)


def run_on_opening(writer: PdfWriter) -> None:
    """Adds a script that runs when the paper is opened."""
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def act(kind: str, **more: str) -> Callable[[PdfWriter], None]:
    """Adds an action of a kind to the first page, as something pressed on it."""
    def add(writer: PdfWriter) -> None:
        words = {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
        pressed = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): DictionaryObject({NameObject("/S"): NameObject(kind), **words})})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(pressed)])
    return add


@pytest.mark.parametrize(("spoil", "said"), [
    (run_on_opening, "自动运行"), (act("/Launch", F="calc.exe"), "自动运行"), (act("/JavaScript", JS="x"), "自动运行"),
    (act("/SubmitForm", F="http://example.org"), "自动运行"), (act("/ImportData"), "自动运行"),
    (lambda writer: writer.add_attachment("名单.xlsx", b"x"), "夹带"), (act("/GoToE"), "夹带"),
    (lambda writer: writer.encrypt("secret", algorithm="AES-256"), "密码"), (lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"), "密码"),
])
def test_a_pdf_that_runs_carries_or_hides_something_is_refused(spoil: Callable[[PdfWriter], None], said: str) -> None:
    writer = blank()
    spoil(writer)
    assert said in refused(written(writer))


def test_a_link_to_look_something_up_is_no_reason_to_refuse() -> None:
    writer = blank()
    act("/URI", URI="http://example.org")(writer)
    assert stored_form(written(writer)).media_type == PDF


def test_what_is_packed_spelt_otherwise_or_named_by_no_table_is_found() -> None:
    packed = packed_pdf(b"<< /S /JavaScript /JS (app.alert) >>")
    assert b"/JavaScript" not in packed and "自动运行" in refused(packed)
    writer = blank()
    run_on_opening(writer)
    assert "自动运行" in refused(written(writer).replace(b"/JavaScript", b"/J#61vaScript"))
    assert "自动运行" in refused(pdf() + b"99 0 obj << /S /Launch /F (x) >> endobj\n")


@pytest.mark.parametrize(("content", "said"), [
    (pdf(MAX_PAGES + 1), "200 页"), (written(PdfWriter()), "一页也没有"), (b"%PDF-1.7\n", "读不下去"), (pdf()[:120], "读不下去"), (b"%PDF-" + photo(), "读不下去"),
])
def test_a_pdf_that_is_too_long_empty_or_broken_is_refused(content: bytes, said: str) -> None:
    assert said in refused(content)


SOUND = [photo(), photo(kind="PNG"), photo(kind="MPO"), pdf(2), packed_pdf(b"<< /Title (x) >>")]


@given(st.sampled_from(SOUND), st.lists(st.tuples(st.integers(5, 1500), st.integers(0, 255)), min_size=1, max_size=12), st.integers(0, 400))
def test_whatever_is_altered_in_a_file_it_is_stored_or_refused_and_nothing_else(content: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    spoilt = bytearray(content)
    for at, value in changes:
        spoilt[at % len(spoilt)] = value
    try:
        assert stored_form(bytes(spoilt[:len(spoilt) - cut])).content
    except Refused as said:
        assert said.sentence.endswith("。")
