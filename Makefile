# make map    draw the bundled example          make test   everything that CI runs
# make real   the real example (needs its data) make bench  benchmarks, as ratios
PYTHON ?= python3
VENV ?= .venv
DATA ?= ../shared/data
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
WORKERS ?= auto

.PHONY: map real test lint types pytest test-long test-lowest test-matrix bench clean chromium

map: $(VENV)/.installed
	@mkdir -p build/for-the-team
	$(BIN)/assetmap build src/assetmap/examples/market_town/project.toml \
		--out build/market-town.html --rejects build/for-the-team/rejected.csv

real: $(VENV)/.installed
	@mkdir -p build
	$(BIN)/assetmap build examples/leicestershire_rutland_essex/project.toml \
		--data-dir $(DATA) --out build/llr-essex.html

# Types take one core for a minute: beside the tests, not before them.
test: $(VENV)/.installed-dev chromium lint
	@$(MAKE) --no-print-directory -j2 types pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# Workers already use every core: threads of numpy's own beside them wait for one another, and a
# test of large matrices takes three to ten times as long.
pytest test-long: export OPENBLAS_NUM_THREADS := 1
pytest test-long: export OMP_NUM_THREADS := 1

# Compiled files are kept, also where the environment says not to: the tests start dozens of
# processes, and each would compile the library anew. Workers take an equal run of tests
# each and then of each other's, so that what a file sets up is mostly set up once, and all end
# together.
pytest: export PYTHONDONTWRITEBYTECODE :=
pytest: $(VENV)/.installed-dev
	$(PYTEST) -n $(WORKERS) --dist worksteal

# Slow fuzzing, long property runs, the wheel in an environment of its own, and every other property on new examples and many more.
test-long: export PYTHONDONTWRITEBYTECODE :=
test-long: $(VENV)/.installed-dev chromium
	ASSETMAP_LONG=1 $(PYTEST) -n $(WORKERS) --dist worksteal -m "long or hypothesis"

# The oldest versions that pyproject.toml allows.
test-lowest:
	$(PYTHON) -m venv build/venv-lowest
	$(PYTHON) tests/lowest_versions.py > build/lowest.txt
	build/venv-lowest/bin/pip install --quiet --constraint build/lowest.txt -e '.[dev]'
	build/venv-lowest/bin/python -m pytest -m "not long and not browser"

# Every interpreter that is installed; name others with PYTHONS="/path/to/python3.12 ...".
PYTHONS ?= python3.11 python3.12 python3.13
test-matrix:
	@for python in $(PYTHONS); do \
		if $$python -c '' 2>/dev/null; then \
			venv=build/venv-$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
			echo "== $$python" && $$python -m venv $$venv && \
			$$venv/bin/pip install --quiet -e '.[dev]' && \
			$$venv/bin/python -m pytest -m "not long and not browser" || exit 1; \
		else echo "== $$python is not installed: not tested"; fi; \
	done

bench: $(VENV)/.installed-dev
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# Browser tests open pages in Chromium; it is installed where that is allowed.
chromium:
	@sh tests/find_chromium.sh

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf build $(VENV)
