# make demo    set up, build a graph from the example letters, validate it, serve it on http://127.0.0.1:8000
# make test    set up and run all tests
# make check   what CI runs: lint, types, tests
# make mutants ROOM="kg/rdf web" SAMPLE=200 SEED=1   which small changes of the code its tests notice (docs/testing.md)
# The other verbs: setup lint types format build serve bench docs vocab clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= demo-store
LETTERS ?= examples/letters
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
SAMPLE ?= 100
SEED ?= 1

.DELETE_ON_ERROR:
.PHONY: demo test check mutants setup lint types format build validate serve bench vocab docs clean

demo: setup build validate serve

setup: $(VENV)/.run
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "imr-kg needs Python 3.11 or newer; set PYTHON=python3.12 or the like")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is incomplete here; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@
$(VENV)/.run: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Setting up $(VENV) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@
$(VENV)/.test: $(VENV)/.run
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@
$(VENV)/.lint: $(VENV)/.run
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	@touch $@

build: setup
	$(BIN)/imr build --store $(STORE) $(LETTERS)

validate: setup
	$(BIN)/imr validate --store $(STORE)

serve: setup
	$(BIN)/imr serve --store $(STORE) --host $(HOST) --port $(PORT)

test: $(VENV)/.test
	$(BIN)/pytest -n $(JOBS) --dist worksteal

mutants: $(VENV)/.test
	$(BIN)/python tools/mutate.py $(ROOM) --sample $(SAMPLE) --seed $(SEED)

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.lint
	$(BIN)/mypy

check: lint types test

format: $(VENV)/.lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

vocab: setup
	$(BIN)/imr vocab generate

docs: build
	$(BIN)/python tools/show_answers.py $(STORE)

bench: $(VENV)/.test
	for each in benchmarks/[a-z]*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done

clean:
	rm -rf $(VENV) demo-store build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
