"""What is received is looked through for malicious software before anything is kept of it, where the county runs a scanner: clamd of ClamAV, asked over its socket
(INSTREAM, clamd(8)). Nothing is written on a disk for it, and where it cannot be asked nothing is taken."""

import logging
import socket
from collections.abc import Iterable

from django.conf import settings

from bangfu.rules.refusal import Alarming, Refused
from bangfu.sealing.logs import masked

PATIENCE = 60   # seconds for each answer
PART = 1 << 18  # bytes sent together
LIMIT = "size limit exceeded"
log = logging.getLogger("bangfu.door")


class Infected(Alarming):
    """The scanner knows something in a file."""

    verb = "file.infected"

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"“{name}”里查出恶意代码（{what}），没有收下，什么都没有保存。请先给这台电脑杀毒，再重新导出或拍照。", field="file")
        self.told = f"{name}：{what}"


def look_through(content: Iterable[bytes], name: str) -> None:
    """Has the scanner look through a file, given part by part. Infected when it knows something in it; Refused when it cannot be asked or takes no file of this
    size. Nothing is done where no scanner is set."""
    if not settings.SCANNER:
        return
    try:
        answer = _asked(content)
    except OSError as error:
        log.error("查毒程序 %s 连不上：%s", settings.SCANNER, error)
        raise Refused("查毒程序现在没有回应，所以没有收下，什么都没有保存。请过几分钟再传；还是不行，请告诉系统管理员。", field="file") from error
    if answer.endswith(" FOUND"):
        raise Infected(masked(name), answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if not answer.endswith(" OK"):
        log.error("查毒程序没有看 %s：%s", masked(name), answer)
        why = "文件比查毒程序收的大" if LIMIT in answer else "查毒程序没有看成"
        raise Refused(f"{why}，所以没有收下，什么都没有保存。请告诉系统管理员。", field="file")


def _asked(content: Iterable[bytes]) -> str:
    with _connected() as line:
        line.settimeout(PATIENCE)
        try:
            line.sendall(b"zINSTREAM\0")
            for part in content:
                for start in range(0, len(part), PART):
                    piece = part[start : start + PART]
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):   # it says why and hangs up: what it said is read below
            pass
        said = b""
        while not said.endswith(b"\0") and (more := line.recv(4096)):
            said += more
    if not said:
        raise ConnectionResetError("no answer")
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _connected() -> socket.socket:
    """A line to the scanner: the path of a socket, or host:port."""
    if "/" in settings.SCANNER:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(settings.SCANNER)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = settings.SCANNER.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)
