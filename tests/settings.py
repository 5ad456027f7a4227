"""The program's own settings on a throw-away folder, one a process of the run; children started by a test share it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "BANGFU_TEST_VAR" not in os.environ:
    os.environ["BANGFU_TEST_VAR"] = tempfile.mkdtemp(prefix="bangfu-test-")
    atexit.register(shutil.rmtree, os.environ["BANGFU_TEST_VAR"], ignore_errors=True)
VAR = Path(os.environ["BANGFU_TEST_VAR"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["BANGFU_VAR"] = str(VAR)
# a killed process loses nothing without fsync, only a power cut would; the rest is as in production
os.environ["BANGFU_SQLITE_PRAGMAS"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY"
os.environ["BANGFU_PROCESSES"] = "1"   # a program started by a test has one visitor
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"   # playwright keeps an event loop in the thread of the test

from bangfu.config.settings import *  # noqa: E402, F403
from bangfu.config.settings import DATA, DATABASES, JOBS, LOGGING  # noqa: E402

for _folder in (DATA, DATA / "incoming", VAR / "keys", VAR / "static"):
    _folder.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}   # a file, so that a clean copy of it can be taken
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
JOBS = {**JOBS, "campaign.steps": "tests.campaigns.steps.write_steps", **{
    f"test.{name}": f"tests.work.jobs_for_tests.{name}" for name in ("counts_to_three", "is_refused", "breaks", "loses_its_lease", "dies_half_way")
}}
LOGGING = {**LOGGING, "root": {"handlers": [], "level": "WARNING"}}
