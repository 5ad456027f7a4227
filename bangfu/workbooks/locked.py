"""A workbook with a password to open it: known as such, and opened with the password the clerk says.

Sources: MS-OFFCRYPTO 2.3.4 (EncryptionInfo, agile and standard), MS-XLS 2.4.117 (FilePass).
"""

import io
import logging
import re
import struct
import zipfile
from typing import Any

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format import xls97

from bangfu.rules.refusal import Refused
from bangfu.workbooks.compound import Compound, NotCompound

MOST_SPINS = 1_000_000          # rounds of hashing; programs write 100,000, and each is paid for by whoever opens the file
LONGEST_INFO = 64_000           # bytes of EncryptionInfo; programs write some 2,000
LONGEST_PASSWORD = 255          # characters; Excel takes no longer one
MOST_LOCKED_XLS = 20_000_000    # bytes; deciphering an .xls takes twelve times its size
UNASKED = "VelvetSweatshop"     # what Excel locks with by itself when a workbook is protected against changes only: it opens without asking

_WRONG = "密码不对，打不开这个文件；请核对大小写和全角半角后重新输入。"
_CANNOT = "这个文件的加密方式程序解不开；请在 Excel 或 WPS 里打开，另存为时去掉密码，再上传。"

class _InMemory:
    """Stands for the module `tempfile` in msoffcrypto: what it deciphers holds numbers that name persons, and must not touch a disk."""

    TemporaryFile = io.BytesIO


xls97.tempfile = _InMemory
logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)   # it writes derived keys into its debug log


class Locked(Refused):
    """The file has a password to open it. Ask for it, call `unlock`, and look at the result as at any other file."""

    def __init__(self) -> None:
        super().__init__("这个文件加了打开密码；请输入密码，或另存一份不设密码的再上传。")


def unlock(content: bytes, password: str) -> bytes:
    """The workbook without its password, to be inspected again by the caller: it is as foreign as before.

    An empty password stands for the one that Excel itself gives to a workbook that is protected against changes only. Refused when the
    password is wrong, when nothing is locked, or when the way of locking is unknown or would take too long. Nothing of the password is kept.
    """
    if len(password) > LONGEST_PASSWORD:
        raise Refused(_WRONG)
    _bearable(content)
    out = io.BytesIO()
    try:
        book: Any = msoffcrypto.OfficeFile(io.BytesIO(content))
        proof = {"verify_password": True} if book.format == "ooxml" else {}   # an .xls is always verified
        book.load_key(password=password or UNASKED, **proof)
        book.decrypt(out)
    except InvalidKeyError:
        raise Refused(_WRONG) from None
    except Exception:   # foreign code on foreign bytes: whatever falls there, the file cannot be opened
        raise Refused(_CANNOT) from None
    return _opened(out.getvalue())


def _bearable(content: bytes) -> None:
    try:
        compound = Compound(content)
        info = compound.stream("EncryptionInfo") if "EncryptionInfo" in compound.names else b""
    except NotCompound:
        raise Refused("这个文件没有打开密码，或已损坏；请重新上传。") from None
    if not info and len(content) > MOST_LOCKED_XLS:
        raise Refused("带密码的 .xls 太大，程序解不开；请在 Excel 或 WPS 里打开，去掉密码后另存为 .xlsx 再上传。")
    spins = [int(digits) for digits in re.findall(rb"spinCount\s*=\s*[\"'](\d{1,18})", info)]
    if len(info) > LONGEST_INFO or b"<!" in info or max(spins, default=0) > MOST_SPINS:
        raise Refused(_CANNOT)


def _opened(content: bytes) -> bytes:
    """A wrong key may pass by chance where the format has no proof of it: then what comes out is no workbook."""
    if not content or content.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(_WRONG)
    if has_password(content):
        raise Refused(_CANNOT)
    return content


def has_password(content: bytes) -> bool:
    """Whether a compound file (.xls, or what stands for a locked .xlsx) has a password to open it."""
    try:
        compound = Compound(content)
        if "EncryptedPackage" in compound.names:
            return True
        return any(_has_file_pass(compound.stream(name)) for name in ("Workbook", "Book") if name in compound.names)
    except NotCompound:
        return False


def _has_file_pass(stream: bytes) -> bool:
    """FilePass stands among the globals, which end with the first EOF."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0x2F:
            return True
        if kind == 0x0A:
            return False
        place += 4 + size
    return False
