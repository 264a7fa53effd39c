# The two commands: make run, make test. Both set up all they need: Python 3.11 or later is all that must be there.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help run test setup dev format lint bench soak lock messages clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## start the bot: on Telegram with TELEGRAM_BOT_TOKEN set, else the simulator at http://127.0.0.1:8080
	@exec $(BIN)/python -m bot run

test: dev ## format, lint, types, knowledge, every test on SQLite and PostgreSQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m bot knowledge check
	$(BIN)/python -m pytest -n 2 --dist loadfile

setup: .venv/.run ## a ready .venv
dev: .venv/.dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

format: dev ## put the code in its house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev ## the comparisons: throughput beside other bots, search, start-up, memory
	$(BIN)/python -m tests.bench

soak: dev ## the fault proofs: 300 people, kill -9 twenty times, by polling and by webhook
	$(BIN)/python -m tests.soak

messages: dev ## collect the texts in the code into the catalogues
	$(BIN)/pybabel -q extract -F locales/babel.cfg -k N_ --omit-header --sort-output --no-location --no-wrap -o locales/messages.pot bot handlers
	for language in locales/*/; do $(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete -i locales/messages.pot -d locales -l $$(basename $$language); done

lock: dev ## pin the dependencies anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade --extra build --extra dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements-dev.lock --extra build pyproject.toml -o requirements.lock

clean: ## remove what make made (data/ stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache *.egg-info
