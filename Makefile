# Four commands: demo, test, check, bench. Python >= 3.11 and make are all a fresh machine needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASE ?= build/borlange
PYTEST ?= -n auto
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
PIP := --quiet --disable-pip-version-check

.PHONY: demo test check bench lock clean

$(VENV)/.base: constraints.txt pyproject.toml
	@echo "Setting up .venv from pinned versions (once) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(PIP) --require-hashes -r constraints.txt
	$(BIN)/python -m pip install $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.base constraints-dev.txt
	$(BIN)/python -m pip install $(PIP) --require-hashes -r constraints-dev.txt
	@touch $@

demo: $(VENV)/.base
	$(BIN)/samlad demo $(CASE)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(PYTEST) $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/run.py $(ARGS)

lock: # rewrites the pinned versions; needs uv
	uv pip compile pyproject.toml --extra build --extra web $(LOCK) -o constraints.txt
	uv pip compile pyproject.toml --extra dev -c constraints.txt $(LOCK) -o constraints-dev.txt

clean:
	rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
