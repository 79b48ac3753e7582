# Everything happens in .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
MYPY_AND_RUFF := $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

.PHONY: contracts test spec lint fix clean

contracts: .venv/ready
	$(BIN)/pytest

test: .venv/ready lint
	$(BIN)/python -m spec check
	$(BIN)/pytest tests -n 2

spec: .venv/ready
	$(BIN)/python -m spec build

lint: .venv/ready
	$(MYPY_AND_RUFF)

fix: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
