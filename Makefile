# Everything happens in .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin

# Containers often set the first, and pytest then compiles hundreds of modules in each process.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.venv/hypothesis

.PHONY: contracts check test proof soak bench spec lint fix clean

contracts: .venv/ready
	$(BIN)/pytest

check: .venv/ready lint
	$(BIN)/python -m spec check
	$(BIN)/pytest tests -m 'not starts_process' -n 2 --dist loadfile

# One worker more than there are cores, since some instances make a run wait.
test: check
	$(BIN)/pytest tests -m starts_process -n 3 --dist loadfile

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
