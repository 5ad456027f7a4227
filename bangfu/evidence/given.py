"""What is stored of a file as it was given: known by its content and not by its name, held to limits, made safe to show."""

from dataclasses import dataclass

from bangfu.evidence.pdfs import look_through
from bangfu.evidence.pictures import drawn_anew
from bangfu.rules.refusal import Refused

MAX_BYTES = 20 * 1024 * 1024
PICTURE, PDF = "image/jpeg", "application/pdf"
ENDINGS = {PICTURE: ".jpg", PDF: ".pdf"}
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_OFFICE = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf")
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}   # major brands, ISO/IEC 23008-12 annex B


@dataclass(frozen=True)
class Stored:
    """What is to be stored, and its media type: `PICTURE` or `PDF`."""

    content: bytes
    media_type: str


def stored_form(content: bytes) -> Stored:
    """A photograph is drawn anew as JPEG, a PDF is looked through and stays as it is. Refused, saying what to send instead, for all else."""
    if not content:
        raise Refused("文件是空的，请检查是不是选错了文件。", field="file")
    if len(content) > MAX_BYTES:
        raise Refused(f"文件有 {len(content) / 1048576:.1f} MB，超过 {MAX_BYTES // 1048576} MB；请拍照上传，或分成几份再传。", field="file")
    if content.startswith(_PHOTOS):
        return Stored(drawn_anew(content), PICTURE)
    if content.startswith(b"%PDF-"):
        look_through(content)
        return Stored(content, PDF)
    raise Refused(_instead(content), field="file")


def _instead(content: bytes) -> str:
    """What to do with a file that is neither a photograph nor a PDF."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "这是苹果手机的 HEIC 照片，这里打不开。请在手机“设置→相机→格式”里选“兼容性最佳”后重拍，或把照片用微信发给自己、存下来再传。"
    if content.startswith(_OFFICE):
        return "这是压缩包或 Word、Excel 文件。请逐份上传；文档先在 WPS 里“输出为 PDF”再传。"
    return "这不是照片也不是 PDF。请传 JPEG、PNG 照片或 PDF 文件。"
