# Everything starts here; `make help` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run check format test bench docs lock clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed node_modules/.installed locale/fr/LC_MESSAGES/django.mo ## Install what the project needs, nothing elsewhere

.venv/.installed: requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

locale/fr/LC_MESSAGES/django.mo: locale/fr/LC_MESSAGES/django.po scripts/compile_messages.py .venv/.installed
	$(BIN)/python scripts/compile_messages.py

run: setup ## Simulate an edition, score it and show it in the browser
	$(BIN)/barometer demo

check: setup ## Style, types, layers, sizes, generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/write_reference.py --check
	$(BIN)/pytest tests/architecture --quiet -p no:randomly

format: setup ## Put the code in its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: setup ## Every test, the browser ones included
	bash scripts/install_chromium.sh
	TZ=UTC $(BIN)/pytest -n 2 --dist loadgroup --durations=10
	TZ=Pacific/Noumea $(BIN)/pytest tests/core tests/files --quiet -n 2 -m "not slow"

bench: setup ## Measure, in ratios to named alternatives (see docs/reference/performance.md)
	$(BIN)/python -m benchmarks

docs: setup ## Write the generated pages of docs/reference
	$(BIN)/python scripts/write_reference.py

lock: ## Compile the hash-locked requirements from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet -o requirements.txt
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header --quiet -o requirements-dev.txt

clean: ## Remove what set-up and runs made
	rm -rf .venv node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
