"""kill -9 of the PostgreSQL a campaign runs on, and its start as whoever looks after it starts it. Only ever of a throw-away one."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

THROWN_AWAY = "bangfu-pg-"   # tools/throwaway_postgres.py names its folders so


class Server:
    """The server of a URL; `may_be_killed` when it is a throw-away one of this machine."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url, autocommit=True) as asked:
            asked.execute(f'ALTER DATABASE "{asked.info.dbname}" SET synchronous_commit = on')   # throw-away servers lose a moment otherwise, which is not what is tried
            self.folder, self.sockets = (Path(str((asked.execute(f"SHOW {what}").fetchone() or [""])[0])) for what in ("data_directory", "unix_socket_directories"))
        self.may_be_killed = THROWN_AWAY in str(self.folder) and self.folder.exists()

    def kill(self) -> None:
        """All of it at once, as when the power of the database's machine fails; then it is started again and mends itself."""
        self._must()
        postmaster = self._postmaster()
        processes = [postmaster, *self._children(postmaster)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(_alive(one) for one in processes):
            time.sleep(0.02)
        for left in (self.folder / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):   # nobody may have buried the dead, whose numbers stand in them
            left.unlink(missing_ok=True)
        self._start()

    def kill_a_backend(self) -> None:
        """One of the processes that serve the program: the server then throws out everybody and mends itself."""
        self._must()
        with psycopg.connect(self.url) as asked:
            found = asked.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1").fetchone()
        if found:
            with suppress(ProcessLookupError):
                os.kill(int(found[0]), signal.SIGKILL)

    def throw_out(self) -> None:
        """Everybody but the one who asks, as an administrator may."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.url) as asked:
            asked.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")

    def take_no_writing(self, none: bool) -> None:
        """From the next connection on; those that are open are ended."""
        with psycopg.connect(self.url, autocommit=True) as asked:
            asked.execute("SET default_transaction_read_only = off")
            asked.execute(f'ALTER DATABASE "{asked.info.dbname}" SET default_transaction_read_only = {"on" if none else "off"}')
        self.throw_out()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stopped as an administrator stops it, and started again afterwards."""
        self._must()
        postmaster = self._postmaster()
        os.kill(postmaster, signal.SIGINT)
        while _alive(postmaster):
            time.sleep(0.05)
        try:
            yield
        finally:
            self._start()

    def _must(self) -> None:
        if not self.may_be_killed:
            raise RuntimeError(f"{self.folder} is no throw-away database")

    def _postmaster(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def _children(self, postmaster: int) -> list[int]:
        return [int(one) for one in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]

    def _start(self) -> None:
        owner = self.folder.stat()
        account = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        quiet = subprocess.DEVNULL
        subprocess.Popen(
            shlex.split((self.folder / "postmaster.opts").read_text()), cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, **account,   # type: ignore[call-overload]
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url):
                return
            time.sleep(0.1)
        raise RuntimeError("the database did not come up again")


def _alive(process: int) -> bool:
    """Whether it runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
