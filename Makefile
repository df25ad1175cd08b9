# Everything Dialoog promises at a prompt. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
# What pytest is given instead of the whole suite with its coverage: `make test ARGS="tests/terms -x"`.
ARGS ?=

BIN := .venv/bin
# The locks name everything; left to look for itself, pip trips over a newer version of what is asked with an extra.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q --require-hashes --no-deps
LOCKS := build base test check node

.PHONY: help run test check install bench lock screenshots format clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

run: install ## serve on PORT (8000) with the jobs; the first time with the demo
	@$(BIN)/python requirements/run.py $(PORT)

test: .venv/.test ## the whole test suite: both databases, browser, accessibility
	@requirements/chromium
	@requirements/pango
	@requirements/libreoffice
	$(BIN)/python -m pytest $(or $(ARGS),--numprocesses=auto --cov --cov-report=term --durations=10)

check: .venv/.check ## formatting, lint, types, import contracts, templates, dead links
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m tests.house_rules.links
	$(BIN)/python -m tests.house_rules.locks
	$(BIN)/python -m pip --disable-pip-version-check check

format: .venv/.check ## write the code in the house format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

install: .venv/.installed .venv/.frontend ## only .venv with .venv/bin/dialoog, the front-end packages, and Pango if we may
	@requirements/pango || true

bench: install ## the benchmarks
	@requirements/wrk
	$(BIN)/python -m benchmarks $(ARGS)

screenshots: .venv/.test ## the pictures in the docs, anew
	@requirements/chromium
	$(BIN)/python -m docs.screenshots

lock: .venv/.check ## newest versions within requirements/*.in and package.json, locked with hashes
	for name in $(LOCKS); do $(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command "make lock" -q requirements/$$name.in -o requirements/$$name.txt; done
	$(BIN)/python requirements/frontend.py lock
	$(BIN)/python -m tests.house_rules.locks

clean: ## forget what was installed; instance/ stays
	rm -rf .venv node_modules dialoog/static/vendor

# Each stamp is newer than what it was made from, so a second call has nothing to do.

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Dialoog needs Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "This Python cannot make a virtual environment (on Debian: apt-get install python3-venv)." >&2; exit 1; }

.venv/.installed: requirements/build.txt requirements/base.txt pyproject.toml | .venv/bin/python
	@echo "Installing Dialoog in .venv …"
	@$(PIP) -r requirements/build.txt -r requirements/base.txt
	@$(BIN)/python -m pip --disable-pip-version-check install -q --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.packages: package.json package-lock.json requirements/frontend.py | .venv/bin/python
	@echo "Fetching the front-end packages …"
	@$(BIN)/python requirements/frontend.py install
	@touch $@

.venv/.frontend: .venv/.packages requirements/stylesheet.py $(wildcard dialoog/static/css/*.css) $(shell find templates -name '*.html')
	@$(BIN)/python requirements/stylesheet.py
	@touch $@

.venv/.test: requirements/test.txt | install
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements/test.txt
	@touch $@

.venv/.check: requirements/check.txt | install
	@echo "Installing what the checks need …"
	@$(PIP) -r requirements/check.txt
	@touch $@
