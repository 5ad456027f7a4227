"""Django's own check of what stands open, in the settings of a county behind TLS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

pytestmark = pytest.mark.once


def checked(var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BANGFU_", "DATABASE_URL", "DJANGO_"))}
    env = {**kept, "BANGFU_VAR": str(var), "BANGFU_HOSTS": "bangfu.example", "PYTHONPATH": str(settings.ROOT), **more}
    line = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", "--settings", "bangfu.config.settings"]
    return subprocess.run(line, env=env, cwd=settings.ROOT, capture_output=True, text=True)


def test_nothing_stands_open_where_a_county_serves_it_behind_tls(tmp_path: Path) -> None:
    found = checked(tmp_path, BANGFU_HTTPS="1")
    assert (found.returncode, "no issues (0 silenced)" in found.stdout) == (0, True), found.stderr


def test_without_tls_the_check_says_so() -> None:
    assert {"security.W004", "security.W008", "security.W012", "security.W016"} <= {one.id for one in run_checks(include_deployment_checks=True)}
