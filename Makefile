# Everything happens in .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: contracts test proof soak bench spec lint fix clean

contracts: .venv/ready
	$(BIN)/pytest

test: .venv/ready lint
	$(BIN)/python -m spec check
	$(BIN)/pytest tests -n 2 --dist loadfile

proof: .venv/ready
	$(BIN)/python -m tests.proof

soak: .venv/ready
	$(BIN)/python -m tests.soak

bench: .venv/ready
	$(BIN)/python -m tests.speed

spec: .venv/ready
	$(BIN)/python -m spec build

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@
