"""Scanners for the tests: clamd itself with one signature of ours, and one that answers as it is told."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BAD = b"bangfu: what only the scanner of the tests knows"
CLAMD = shutil.which("clamd")
CONFIGURATION = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength 2M
MaxThreads 2
"""


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """The address of a clamd that knows `BAD` and takes two megabytes."""
    (folder / "ours.ndb").write_text(f"Bangfu.Test:0:*:{BAD.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    assert CLAMD
    process = subprocess.Popen([CLAMD, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not (folder / "clamd.sock").exists():
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        yield str(folder / "clamd.sock")
    finally:
        process.kill()
        process.wait()


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a scanner that says these, one a file, and what it was sent; it hangs up after each. An answer of nothing is none."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answers, received), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", received
    thread.join(5)


def _serve(server: socket.socket, answers: tuple[bytes, ...], received: list[bytes]) -> None:
    for answer in answers:
        line, _ = server.accept()
        with line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(sent.read(4), "big"):
                content += sent.read(size)
            received.append(content)
            line.sendall(answer)
