# Each target makes what it needs in .venv; only Python 3.11 or newer must be there.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest
# In percent of lines and branches, of domain, store and sync together.
LEAST_COVERAGE := 95

.PHONY: run lock quick test check bench screenshots clean

run: .venv/.running
	$(BIN)/reflex run

# What needs no server beside it (app, PostgreSQL, identity provider), no browser, and is not marked slow.
quick: .venv/.testing tools/javascript/node_modules/.installed
	$(BIN)/python -m tools.javascript.run_tests
	$(BIN)/pytest -n 3 -m "not browser and not app_server and not postgresql and not identity_provider and not slow"

# Without a browser the tests fail; they do not skip. They wait as well as compute: three processes, also on two cores.
test: .venv/.testing tools/javascript/node_modules/.installed
	$(BIN)/python tests/fixtures/chromium.py
	$(BIN)/python -m tools.javascript.run_tests
	$(PYTEST) -n 3 --cov --cov-report=
	@$(BIN)/coverage report --include="rca_dashboard/domain/*,rca_dashboard/store/*,rca_dashboard/sync/*" \
		--fail-under=$(LEAST_COVERAGE) > .pytest_cache/coverage.txt || { tail -3 .pytest_cache/coverage.txt; exit 1; }

check: .venv/.testing tools/javascript/node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	cd tools/javascript && ../../$(BIN)/bun --bun run check
	$(BIN)/python tools/find_secrets.py
	$(BIN)/python tools/audit_requirements.py
	$(BIN)/pytest tests/repository -m "not app_server"

# Figures, not a test: they differ from machine to machine. Ends by itself within thirteen minutes.
bench: .venv/.testing
	$(BIN)/python -m benchmarks.push 1000
	$(BIN)/python -m benchmarks.gate
	$(BIN)/python -m benchmarks.logins
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.list
	$(BIN)/python tests/fixtures/chromium.py
	$(BIN)/python -m benchmarks.page

# Pictures of every page and state, into docs/screenshots.
screenshots: .venv/.testing
	$(BIN)/python tests/fixtures/chromium.py
	$(BIN)/python -m tools.screenshots

# What production installs, with hashes: pip install --require-hashes -r requirements.lock
lock: .venv/.testing
	$(BIN)/uv pip compile requirements.txt --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --annotation-style line -o requirements.lock

clean:
	rm -rf .venv tools/javascript/node_modules .web .states .pytest_cache .ruff_cache .import_linter_cache

# The stamps are older than the requirements only when those have changed.
.venv/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/.running: .venv/.python requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/.testing: .venv/.running requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

# By the Bun of a wheel, which runs Biome and TypeScript without Node.
tools/javascript/node_modules/.installed: .venv/.running tools/javascript/package.json tools/javascript/bun.lock
	cd tools/javascript && ../../$(BIN)/bun install --frozen-lockfile
	touch $@
