# The front door. `make` lists the targets; every target works on a bare machine with Python 3.11 to 3.13.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Tests of a file share what they build, so files are what is spread over the cores, in the order of tests/conftest.py.
SPREAD := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell command -v $(p) >/dev/null && $(p) -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && echo $(p))))
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml

export AIRFLOW_HOME := $(CURDIR)/.airflow
export PYTHONPATH :=
# A proxy's certificate is known to the system, not to uv.
export UV_SYSTEM_CERTS ?= 1

.PHONY: help install lock run up test check evaluate fit accuracy bench backfill mutations kills clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: $(STAMP)  ## Build .venv from the hash-locked requirements (does nothing when up to date)

$(STAMP): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
	@if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then \
	  test -x $(BIN)/python || uv venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); \
	  uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.txt; \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	else \
	  test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV); \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	@touch $@

lock:  ## Renew requirements*.txt from pyproject.toml (needs uv)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --extra llm --output-file requirements-dev.txt

run: install  ## Run the DAGs on seeds/ to the end and show the events found
	@INGEST_INBOX_DIR="$${INGEST_INBOX_DIR:-$(CURDIR)/seeds}" $(BIN)/python -m ingest.airflow.once

up: install  ## Start Airflow with its web UI on 127.0.0.1 (WARTA_PORT, default 8080); Ctrl-C stops it
	@exec $(BIN)/python -m ingest.airflow.up

test: install  ## Run all tests
	$(BIN)/python -m pytest $(SPREAD)

check: install  ## What CI runs: format, lint, types, tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest $(SPREAD)

evaluate: install  ## Score the extraction on the reviewed articles: make evaluate CORPUS=folder SHOW=20
	@$(BIN)/ingest evaluate $(or $(CORPUS),tests/gold) --show $(or $(SHOW),10)

fit: install  ## Fit the weights of the confidence to the reviewed articles: make fit EXTRA=folder
	@$(BIN)/ingest fit tests/gold $(if $(EXTRA),--extra $(EXTRA)) --out ingest/extract/weights.json --check

accuracy: install  ## Measure, write docs/accuracy.md, raise the floors (LOWER=1: lower them too)
	@$(BIN)/ingest accuracy tests/gold --page docs/accuracy.md --floors tests/quality_floors.toml $(if $(LOWER),--lower)

bench: install  ## Measure articles per second, and the audit against plain SQL
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_audit.py

mutations: install  ## Break every expectation by one row, and list what failed as expected
	@$(BIN)/python -m pytest -s tests/audit/test_rules_can_fail.py | grep --text "failed as expected\|passed\|FAILED"

kills: install  ## Kill a publication 200 times at random moments, with readers beside it
	@KILLS=200 $(BIN)/python -m pytest -s tests/publish/test_kill.py

backfill: install  ## Publish past days again while `make up` runs: make backfill FROM=2026-11-01 TO=2026-11-20
	@test -n "$(FROM)" -a -n "$(TO)" || { echo "usage: make backfill FROM=YYYY-MM-DD TO=YYYY-MM-DD" >&2; exit 2; }
	@$(BIN)/python -m ingest.airflow.home $(BIN)/airflow backfill create --dag-id close_day \
	  --from-date "$(FROM)" --to-date "$(TO)" --reprocess-behavior completed

clean:  ## Remove what was built: .venv, .airflow and caches; never data/
	rm -rf $(VENV) .airflow .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
