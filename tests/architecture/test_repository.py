"""What lies in the repository: no machine's own addresses, and a reason beside every dependency."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

# spelt apart, so that this file does not name them either
HOSTS = re.compile("|".join((
    r"pypi\." "org", r"pythonhosted\." "org", r"registry\." "npmjs", r"npmmirror\." "com", r"registry\." "yarnpkg", r"(?:deb|security)\.debian\." "org",
    r"mirrors?\.[\w-]+\.(?:com|edu|cn|org)", r"proxy\.golang\." "org", r"(?:index|static)\.crates\." "io", r"--(?:extra-)?index-" r"url\s+\S+", r"--find-" r"links\s+\S+",
)))
SEALED = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".xlsx", ".xls", ".ods", ".et", ".pdf", ".gz"}


def hosts_in(text: str) -> list[str]:
    """Registry hosts and index options a text names."""
    return [match[0] for match in HOSTS.finditer(text)]


def unreasoned(text: str) -> list[str]:
    """Lines of pyproject.toml's dependency lists that name a package and no reason, or more than one package."""
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.M | re.S)
    lines = [line.strip() for one in lists for line in one.splitlines() if line.strip()]
    return [line for line in lines if not re.fullmatch(r'"[^"]+",\s*# \S.*', line)]


def tracked() -> list[Path]:
    """The files git knows, or would take in; every file where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
    apart = {".venv", "node_modules", "var", "build", "dist", ".git", "__pycache__"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not apart & set(path.relative_to(ROOT).parts)]


def test_no_file_names_a_package_registry() -> None:
    texts = {path: path.read_text(errors="ignore") for path in tracked() if path.suffix not in SEALED}
    assert {str(path.relative_to(ROOT)): found for path, text in texts.items() if (found := hosts_in(text))} == {}


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    assert unreasoned(text) == []
    assert text.count("dependencies = [") == 1 and "\ndev = [" in text


@pytest.mark.parametrize("text", [
    "see https://" "pypi." "org/simple", "resolved: https://registry." "npmjs.org/vite", "--index-" "url https://10.0.0.1/simple", "mirrors." "aliyun.com",
])
def test_a_registry_is_found(text: str) -> None:
    assert hosts_in(text)


def test_a_dependency_without_a_reason_is_found() -> None:
    assert unreasoned('dependencies = [\n  "django",   # the framework\n  "duckdb",\n  "a", "b",  # two\n]\n') == ['"duckdb",', '"a", "b",  # two']
