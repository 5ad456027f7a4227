"""An upload on its way in leaves nothing behind, even if the process is killed over it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

CONTENT = b"990121199001019990" * 200_000
KILLED = """
import django, os; django.setup()
from tests.web.test_uploads import posted
print(len(posted().read()), flush=True)
os.kill(os.getpid(), 9)
"""


def posted():   # type: ignore[no-untyped-def]
    """The file of a request that is being answered."""
    return RequestFactory().post("/", {"file": SimpleUploadedFile("名单.xlsx", CONTENT)}).FILES["file"]


def test_an_upload_has_no_name_while_it_is_read_and_is_gone_when_it_is_closed() -> None:
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    upload = posted()
    assert (upload.name, upload.size, upload.read()) == ("名单.xlsx", len(CONTENT), CONTENT)
    assert set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == before
    upload.close()
    with pytest.raises(ValueError, match="closed"):
        upload.read()


def test_a_killed_process_leaves_no_upload_on_the_disk(tmp_path: Path) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_VAR": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", KILLED], env=env, capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (-signal.SIGKILL, f"{len(CONTENT)}\n")
    assert list((tmp_path / "data" / "incoming").iterdir()) == []
