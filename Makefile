# Everything happens in .venv, with the exact versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
NEEDED := import sys; sys.exit(sys.version_info < (3, 11))

# Containers often set the first, and pytest then compiles hundreds of modules in each process.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.venv/hypothesis

.PHONY: contracts check test proof nights soak mutants bench bench-many peers spec lint fix clean

contracts: .venv/ready
	$(BIN)/pytest

check: .venv/ready lint
	$(BIN)/python -m spec check
	$(BIN)/pytest tests -m 'not starts_process' -n 2 --dist loadfile

# One worker more than there are cores, since some instances make a run wait.
test: check
	$(BIN)/pytest tests -m 'starts_process and not many_nights' -n 3 --dist loadfile

proof: .venv/ready
	$(BIN)/python -m tests.proof
	$(BIN)/python -m tests.invented.proof

nights: .venv/ready
	$(BIN)/pytest tests -m many_nights -n 2

soak: .venv/ready
	$(BIN)/python -m tests.soak

# A change to one thing of a module that no test misses: SHARD=1/20, CHANGED=1, MODULE=FILE, REACH=own.
mutants: .venv/mutants
	$(BIN)/python -m tests.mutants $(if $(MODULE),--module '$(MODULE)') \
	  $(if $(SHARD),--shard '$(SHARD)') $(if $(CHANGED),--changed) $(if $(REACH),--reach $(REACH))

bench: .venv/ready
	$(BIN)/python -m tests.speed_compiler
	$(BIN)/python -m tests.speed

bench-many: .venv/ready
	$(BIN)/python -m tests.bench_many

# Hours for the whole, in as many sittings as you like: EVERY=20 takes each twentieth, SHARD=1/8 a part.
peers: .venv/peers/ready
	$(BIN)/python -m tests.peers $(if $(EVERY),--every '$(EVERY)') $(if $(SHARD),--shard '$(SHARD)')

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

# Made again where its Python is gone, is too old, or where it was never finished.
ifneq ($(shell { $(BIN)/python -c "$(NEEDED)"; } 2>/dev/null && echo usable),usable)
.PHONY: .venv/ready .venv/live
endif

.venv/ready: EXTRAS := [dev]
# What a pipeline needs that checks an instance which is there: no reference, no tools.
.venv/live: EXTRAS :=

# What tells which test runs which line, beside all that is ready.
.venv/mutants: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[mutants]'
	touch $@

# Dredd, which is of Node; Schemathesis is here already.
.venv/peers/ready: .venv/ready tests/peers/dredd/package.json tests/peers/dredd/package-lock.json
	@command -v npm >/dev/null || { echo "make peers needs Node.js 18 or newer, with npm" >&2; exit 1; }
	mkdir -p .venv/peers
	cp tests/peers/dredd/package.json tests/peers/dredd/package-lock.json .venv/peers/
	npm ci --prefix .venv/peers --omit=optional --no-audit --no-fund
	touch $@

.venv/ready .venv/live: pyproject.toml constraints.txt
	@{ $(BIN)/python -c "import pip; $(NEEDED)"; } 2>/dev/null || { \
	  { $(PYTHON) -c "$(NEEDED)"; } 2>/dev/null || { \
	    echo "meiro-contracts needs Python 3.11 or newer, and $(PYTHON) is" \
	      "$$({ $(PYTHON) --version; } 2>/dev/null || echo 'not there'):" \
	      "name another, as in: make PYTHON=python3.12" >&2; \
	    exit 1; }; \
	  $(PYTHON) -m venv --clear .venv; }
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.$(EXTRAS)'
	touch $@
