"""make check: everything that can be said about the code without running it. All of it is run, side by side, also after something failed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IN = Path(sys.executable).parent
CHECKS = {
    "style (ruff)": [str(IN / "ruff"), "check", "."],
    "types (mypy)": [str(IN / "mypy")],
    "the dependency rule (import-linter)": [str(IN / "lint-imports"), "--no-cache"],
    "migrations are complete": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    settings = {"DJANGO_SETTINGS_MODULE": "bangfu.config.settings", "BANGFU_VAR": str(ROOT / "build" / "check-var"), "DATABASE_URL": ""}
    Path(settings["BANGFU_VAR"], "data").mkdir(parents=True, exist_ok=True)
    running = {
        name: subprocess.Popen(line, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for name, line in CHECKS.items()
    }
    codes = {}
    for name, one in running.items():
        said = one.communicate()[0]
        print(f"── {name}\n{said}", flush=True)
        codes[name] = one.returncode
    print("──")
    for name, code in codes.items():
        print(f"  {'failed' if code else 'ok    '}  {name}")
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
