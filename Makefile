# Everything a run or a test needs is installed here, from the hash-pinned locks and Debian's packages.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PALIER_DATA ?= var
PORT ?= 8000
export PALIER_DATA PORT
# Two workers: the tests are made for two cores.
WORKERS ?= 2
WORLDS ?= 30
MUTANTS ?= 300
PYTEST := $(BIN)/python -m pytest
# Tools that only read the code need settings, never a database.
READING := PALIER_SECRET_KEY=reading DATABASE_URL=postgresql:///reading DJANGO_SETTINGS_MODULE=palier.config.settings

.DEFAULT_GOAL := help
.PHONY: help python setup setup-test browser run test test-fast test-postgres lint types format messages migrations docs screenshots freshness compare-law compare-amounts mutants proofs bench clean

help: ## what can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 16

python: ## whether this machine has a Python that will do
	@command -v $(PYTHON) >/dev/null || { echo "Palier needs Python 3.11 or newer: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Palier needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }

# A stamp that is the lock itself: a changed lock installs again, an unchanged one costs nothing.
$(VENV)/run.lock: requirements/run.lock pyproject.toml | python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Palier stands on …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@cp requirements/run.lock $@

$(VENV)/dev.lock: requirements/dev.lock $(VENV)/run.lock
	@echo "Installing what its tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@cp requirements/dev.lock $@

setup: $(VENV)/run.lock ## the environment in .venv, and the compiled messages
	@$(BIN)/python -m palier.platform.messages compile

setup-test: setup $(VENV)/dev.lock browser ## the same, with what the tests need

browser: ## a Chromium for the journeys, Debian's where there is none
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing Debian's Chromium …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
	  else \
	    echo "The journeys need a browser and none is here. As root: apt-get install chromium"; exit 1; \
	  fi; }

run: setup ## serve Palier on demo data, with a private PostgreSQL (PORT, PALIER_DATA)
	@exec $(BIN)/palier run

test: setup-test lint types ## prove it: everything, in two processes
	$(PYTEST) -n $(WORKERS) --dist worksteal

test-fast: setup $(VENV)/dev.lock ## the law, the matching and all that needs neither a database nor a browser
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not slow and not database"

test-postgres: setup-test ## the same on a PostgreSQL ≥ 15 of yours: make test-postgres URL=postgresql://…
	@test -n "$(URL)" || { echo "Say which: make test-postgres URL=postgresql://admin@host/postgres"; exit 1; }
	PALIER_TEST_ADMIN_URL="$(URL)" $(PYTEST) -n $(WORKERS) --dist worksteal

lint: $(VENV)/dev.lock ## style, and the direction of imports
	@$(BIN)/ruff check --quiet src tests
	@$(BIN)/ruff format --quiet --check src tests
	@$(BIN)/lint-imports --no-cache --verbose >/dev/null || $(BIN)/lint-imports --no-cache

types: $(VENV)/dev.lock ## strict types in rules, matching and platform
	@$(READING) $(BIN)/mypy --no-error-summary

format: $(VENV)/dev.lock ## put the code in its usual form
	@$(BIN)/ruff check --quiet --fix src tests; $(BIN)/ruff format --quiet src tests

messages: setup $(VENV)/dev.lock ## gather the words of the screens, then say which have no French yet
	@$(BIN)/python -m palier.platform.messages extract
	@$(BIN)/python -m palier.platform.messages compile
	@$(BIN)/python -m palier.platform.messages check

migrations: setup $(VENV)/dev.lock ## write the migrations the models ask for
	@$(READING) $(BIN)/python -W ignore -m django makemigrations

docs: setup $(VENV)/dev.lock ## write the pages that are generated from the code
	@$(READING) $(BIN)/python -W ignore -m palier.cases.access_page

screenshots: setup-test ## take the pictures of the README
	@$(BIN)/python docs/screenshots.py

mutants: setup $(VENV)/dev.lock ## how many small faults put into the rules their tests notice (MUTANTS=300, or all)
	@WORKERS=$(WORKERS) $(BIN)/python benchmarks/mutation/score.py $(MUTANTS)

proofs: setup-test ## the published figures at their full size, into $(PALIER_DATA)/proofs.jsonl (WORLDS=30)
	@mkdir -p $(PALIER_DATA) && rm -f $(PALIER_DATA)/proofs.jsonl
	PALIER_PROOFS=$(abspath $(PALIER_DATA))/proofs.jsonl PALIER_PROOF_WORLDS=$(WORLDS) PALIER_PROOF_READERS=99 PALIER_PROOF_BENEFITS=100000 PALIER_PROOF_PAIRS=10000 PALIER_PROOF_ALLOCATIONS=10000 PALIER_PROOF_ACCEPTANCES=200x20 PALIER_PROOF_LIVES=1000x50 PALIER_PROOF_RESTORES=20 PALIER_PROOF_TAMPERINGS=500 \
	  $(PYTEST) -n $(WORKERS) tests/access tests/candidacies/test_races.py tests/lives tests/law tests/matching tests/rules/test_housing_benefit.py tests/eligibility/test_judge.py tests/platform/test_backup.py tests/platform/test_seals.py
	for question in "judge" "explain --homes 1" "rule --households 3000000 --homes 1" "benefit --households 100000 --homes 1"; do \
	  $(BIN)/palier bench $$question | tee -a $(PALIER_DATA)/proofs.jsonl; done
	PALIER_PROOF_LOOKS=8 $(PYTEST) -n $(WORKERS) tests/journeys/test_pages.py
	$(BIN)/python benchmarks/second_wall.py | tee -a $(PALIER_DATA)/proofs.jsonl
	$(BIN)/python benchmarks/explained_list.py | tee -a $(PALIER_DATA)/proofs.jsonl
	$(BIN)/python benchmarks/stock.py | tee -a $(PALIER_DATA)/proofs.jsonl
	WORKERS=$(WORKERS) $(BIN)/python benchmarks/mutation/score.py $(MUTANTS) | tee -a $(PALIER_DATA)/proofs.jsonl
	@$(BIN)/python benchmarks/sums.py $(PALIER_DATA)/proofs.jsonl

freshness: setup ## the figures of the law past their check, or soon to be
	@$(BIN)/palier freshness

# The public model of the law has an environment of its own: the two sides share no interpreter, only JSON.
.venv-openfisca/openfisca.lock: requirements/openfisca.lock | python
	@test -x .venv-openfisca/bin/python || $(PYTHON) -m venv .venv-openfisca
	@echo "Installing openfisca-france …"
	@.venv-openfisca/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/openfisca.lock
	@cp requirements/openfisca.lock $@

compare-law: setup .venv-openfisca/openfisca.lock ## the figures of the law beside those of openfisca-france
	@$(BIN)/python benchmarks/openfisca/ours.py | .venv-openfisca/bin/python benchmarks/openfisca/parameters.py

compare-amounts: setup .venv-openfisca/openfisca.lock ## the housing benefit of random households beside openfisca-france's
	@.venv-openfisca/bin/python benchmarks/openfisca/households.py | $(BIN)/python benchmarks/openfisca/benefits.py

# The peers of the matching have an environment of their own: HiGHS and OR-Tools cannot share a process, and none of them
# belongs in the application's.
.venv-bench/bench.lock: requirements/bench.lock | python
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing the peers …"
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@cp requirements/bench.lock $@

bench: setup .venv-bench/bench.lock ## the matching beside DuckDB, polars, PostgreSQL, OR-Tools and SciPy; docs/benchmarks.md
	@mkdir -p $(PALIER_DATA)
	$(BIN)/python benchmarks/matching/run.py | tee $(PALIER_DATA)/bench.jsonl

clean: ## remove the environment; data stay in $PALIER_DATA
	@rm -rf $(VENV) .venv-openfisca .venv-bench build *.egg-info src/*.egg-info
