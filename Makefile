# What people do with this checkout. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= data

.DEFAULT_GOAL := help
.PHONY: help install run ui test oldest lint format bench docs lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rawi needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'

# run time only; the lock file pins what is known to work together
$(VENV)/.installed: $(BIN)/python pyproject.toml requirements.lock
	@echo "Installing Rawi into $(VENV) (about a minute) …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --group dev
	@touch $@

install: $(VENV)/.installed ## make .venv and install Rawi into it

run: $(VENV)/.installed ## take the bundled sample through the whole pipeline and show what it found
	@$(BIN)/rawi run sample --home $(HOME_DIR)

ui: $(VENV)/.installed ## the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/rawi ui --home $(HOME_DIR)

test: $(VENV)/.developing ## the whole test suite
	$(BIN)/python -m pytest

oldest: $(VENV)/.developing ## the test suite with the oldest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	$(PYTHON) -m venv $(VENV)/oldest
	$(BIN)/uv pip compile pyproject.toml --group dev --resolution lowest-direct --upgrade --quiet --no-annotate --python $(VENV)/oldest/bin/python --output-file $(VENV)/oldest/oldest.txt
	$(BIN)/uv pip install --quiet --python $(VENV)/oldest/bin/python --requirement $(VENV)/oldest/oldest.txt
	$(BIN)/uv pip install --quiet --python $(VENV)/oldest/bin/python --no-deps --editable .
	$(VENV)/oldest/bin/python -m pytest

lint: $(VENV)/.developing ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.developing ## let ruff mend and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.developing ## measure every stage beside spaCy's tokenizer (installs spacy); results in bench/RESULTS.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'spacy>=3.8'
	$(BIN)/python -m bench.run

docs: $(VENV)/.installed ## write the pages that are made from code
	$(BIN)/python -m schemas.dictionary > docs/data-dictionary.md

lock: $(VENV)/.developing ## pin the newest versions that fit pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade --quiet --no-annotate --output-file requirements.lock

clean: ## remove .venv and caches (not the data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
