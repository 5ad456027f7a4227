"""Django's own check of what stands open, in the settings of a county behind TLS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

pytestmark = pytest.mark.once


CODE = """
import django
from django.conf import settings
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="WARNING")
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS)
"""


def checked(var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BANGFU_", "DATABASE_URL", "DJANGO_"))}
    env = {**kept, "BANGFU_VAR": str(var), "BANGFU_HOSTS": "bangfu.example", "PYTHONPATH": str(settings.ROOT), "DJANGO_SETTINGS_MODULE": "bangfu.config.settings", **more}
    line = [sys.executable, "-c", CODE]
    return subprocess.run(line, env=env, cwd=settings.ROOT, capture_output=True, text=True)


def test_nothing_stands_open_where_a_county_serves_it_behind_tls(tmp_path: Path) -> None:
    found = checked(tmp_path, BANGFU_HTTPS="1")
    assert (found.returncode, "no issues (0 silenced)" in found.stdout) == (0, True), found.stderr
    assert found.stdout.splitlines()[-1] == "__Host-sessionid __Host-csrftoken True 31536000 True"


def test_without_tls_the_check_says_so() -> None:
    assert {"security.W004", "security.W008", "security.W012", "security.W016"} <= {one.id for one in run_checks(include_deployment_checks=True)}
