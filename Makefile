# What can be done here. Everything needs only python3 (3.11 or later, with venv), make and Node 20.19 or later.
PYTHON ?= python3
IN := .venv/bin
READY := .venv/runtime.ready
READY_TO_DEVELOP := .venv/dev.ready
FACE := bangfu/web/static/dist/.built
FACE_SOURCES := $(shell find frontend/desk -type f -not -path '*/node_modules/*' 2>/dev/null)
.DEFAULT_GOAL := help
.PHONY: help ready demo test check bench campaign shots lock clean

help:  ## show this list
	@grep -hE '^[a-z]+: .*## ' $(MAKEFILE_LIST) | awk -F': .*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(READY) $(FACE)  ## an invented county on this machine: sets up, fills, serves, prints address and logins
	@$(IN)/bangfu demo

ready: $(READY_TO_DEVELOP) $(FACE)  ## sets up what tests and benches need, and runs nothing

test: $(READY_TO_DEVELOP) $(FACE)  ## every test on SQLite, what asks the database on PostgreSQL too, and in a browser; says what was skipped and why
	@$(IN)/python tools/run_tests.py

check: $(READY_TO_DEVELOP)  ## style, types, the dependency rule, missing migrations
	@$(IN)/python tools/run_checks.py

bench: $(READY_TO_DEVELOP)  ## speed of what people wait for (tests/bench), written to build/bench.json
	@$(IN)/python -m tests.bench

campaign: $(READY_TO_DEVELOP)  ## the long forms of the hard tests, written to build/campaign.json and docs/proof.md
	@$(IN)/python -m tests.campaigns

shots: $(READY_TO_DEVELOP) $(FACE)  ## screenshots of every page at 1366x768 and 390x844, written to build/shots
	@$(IN)/python -m tests.shots

lock:  ## resolve requirements/*.txt anew from pyproject.toml (needs uv)
	@$(PYTHON) tools/lock.py

clean:  ## remove what was built and installed; data in var/ stays
	rm -rf .venv build bangfu/web/static/dist frontend/desk/node_modules

$(READY): requirements/runtime.txt requirements/build.txt pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py runtime

$(READY_TO_DEVELOP): requirements/dev.txt requirements/build.txt pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py dev

$(FACE): $(FACE_SOURCES) tools/build_face.py
	@$(PYTHON) tools/build_face.py
