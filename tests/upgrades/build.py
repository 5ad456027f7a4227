"""The databases that earlier versions made, built once by those versions themselves and kept in `made`: a little of everything in four villages, on both databases.

    python -m tests.upgrades.build [VERSION …] [--postgres URL]

needs the repository with its history. URL is of an empty database that may be overwritten; without one only SQLite is built. The people are invented, the ring is
that of this invented county only.
"""

import argparse
import io
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = Path(__file__).parent / "made"
VERSIONS = {   # the last state of each before the next
    "0.1.0": "4fc081a", "0.2.0": "dbc1926", "0.3.0": "879b81d", "0.4.0": "626b638", "0.5.0": "32f990c", "0.6.0": "6bf16e8", "0.7.0": "865a476",
    "0.8.0": "ed5f37a", "0.9.0": "5ac28da", "0.10.0": "e2b2669", "0.11.0": "2eb23b0",
}
FILES = 3   # sealed files kept of each
# run with the code of the version itself
FILL = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from bangfu.journal.actions import set_seal
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.registry.models import PersonRecord
from bangfu.registry.records import ID_PURPOSE, PHONE_PURPOSE
from bangfu.sealing.ring import ring
from tests.county import build_county
from tests.web.world import build_world
try:
    from bangfu.walls.reach import whole_county
except ImportError:
    from contextlib import nullcontext as whole_county
from bangfu.crosscheck import jobs
jobs.request_after_delivery = lambda *_, **__: None   # as the tests have it: the checks run once, when all is there

def person(one):
    number, phone = ring().unseal(one.id_number, ID_PURPOSE), ring().unseal(one.phone, PHONE_PURPOSE)
    return {"id": str(one.pk), "person": str(one.person_id), "name": one.name, "place": one.place_code, "id_number": number, "phone": phone}

def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]

call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
with whole_county("a county of an earlier version"):
    build_world(build_county())
    set_seal()
    assert verify().whole, verify().faults
    tables = [name for name in connection.introspection.table_names() if not name.startswith("django_")]
    told = {"people": [person(one) for one in PersonRecord.objects.order_by("pk")], "rows": {name: rows(name) for name in tables}, "entries": Entry.objects.count()}
with open(sys.argv[1], "w") as out:
    json.dump(told, out, ensure_ascii=False, indent=1)
"""


def main() -> int:
    """Writes one file a version, `made/VERSION.tar.xz`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", default=list(VERSIONS))
    parser.add_argument("--postgres", default="")
    args = parser.parse_args()
    for version in args.versions:
        print(version, build(version, args.postgres), "bytes")
    return 0


def build(version: str, postgres: str) -> int:
    """Builds one; the size of what was kept."""
    with tempfile.TemporaryDirectory(prefix=f"bangfu-{version}-") as folder:
        there = Path(folder)
        _unpacked(version, there / "code")
        held = {"sqlite": _sqlite(there), **({"postgresql": _postgres(there, postgres)} if postgres else {})}
        target = MADE / f"{version}.tar.xz"
        with tarfile.open(target, "w:xz") as out:
            for kind, (sql, var) in held.items():
                _put(out, f"{kind}/database.sql", sql.encode())
                _put(out, f"{kind}/told.json", (var / "told.json").read_bytes())
                for path in [next(var.rglob("ring.json")), *sorted(var.rglob("*.sealed"))[:FILES]]:
                    _put(out, f"{kind}/{path.relative_to(var)}", path.read_bytes())
    return target.stat().st_size


def _unpacked(version: str, folder: Path) -> None:
    packed = subprocess.run(["git", "archive", VERSIONS[version]], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as code:
        code.extractall(folder, filter="data")


def _filled(there: Path, var: Path, url: str) -> None:
    environment = {
        **os.environ, "BANGFU_VAR": str(var), "BANGFU_KEYS": "", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "PYTHONPATH": str(there / "code"), "BANGFU_LOG": "ERROR",
    }
    (var / "data").mkdir(parents=True)
    subprocess.run([sys.executable, "-c", FILL, str(var / "told.json")], cwd=there / "code", env=environment, check=True)


def _sqlite(there: Path) -> tuple[str, Path]:
    var = there / "sqlite"
    _filled(there, var, "")
    with closing(sqlite3.connect(var / "data" / "bangfu.sqlite3")) as database:
        return "\n".join(database.iterdump()), var


def _postgres(there: Path, url: str) -> tuple[str, Path]:
    var = there / "postgres"
    subprocess.run(["psql", "-q", "-d", _as_libpq(url), "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"], check=True, capture_output=True)
    _filled(there, var, url)
    line = ["pg_dump", "--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges", "--no-comments", "-d", _as_libpq(url)]
    dumped = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    return "\n".join(one for one in dumped.splitlines() if not one.startswith(("--", "\\", "SET ", "CREATE SCHEMA"))), var


def _as_libpq(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


def _put(out: tarfile.TarFile, name: str, content: bytes) -> None:
    told = tarfile.TarInfo(name)
    told.size = len(content)
    out.addfile(told, io.BytesIO(content))


if __name__ == "__main__":
    sys.exit(main())
