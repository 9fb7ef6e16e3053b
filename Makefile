# Ponte's commands. Each does the set-up it needs; `make` alone says what there is.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# A file of tests to one process, since what they share is dear; the longest first (tests/conftest.py).
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
CODE   := crawlers storage feeds monitor demo
ALL    := $(CODE) bench tests

.DEFAULT_GOAL := help
.PHONY: help setup demo run test soak check format eval bench clean

help:
	@echo "make demo    the whole job against a replica of the sites, offline"
	@echo "make run     the job against the live sites of config.toml"
	@echo "make test    the tests (under 3 minutes)"
	@echo "make check   format, lint, types, layers, tests"
	@echo "make eval    precision and recall of the announcements on the reference corpus"
	@echo "make bench   CPU, memory and bytes against a minimal Scrapy spider"
	@echo "make soak    the tests that take long"

# Two stamps: what users need, and what developers need besides.
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys, venv; sys.exit(0 if sys.version_info >= (3, 11) else "Ponte needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.ready

demo: setup
	@$(BIN)/ponte demo

run: setup
	@$(BIN)/ponte run

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

soak: $(VENV)/.dev
	PONTE_SOAK=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE)

format: $(VENV)/.dev
	$(BIN)/ruff format $(ALL)
	$(BIN)/ruff check --fix $(ALL)

check: $(VENV)/.dev
	$(BIN)/ruff format --check $(ALL)
	$(BIN)/ruff check $(ALL)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

eval: setup
	@$(BIN)/python -m monitor.announcements.evaluate

bench: $(VENV)/.dev
	@$(BIN)/python -m bench

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
