# VenueCode 场所码. `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The first that really runs: a version switcher may put names on PATH that it cannot serve.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do "$$p" -c 'import sys' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export CI := true
say = @printf '\033[1m▸ %s\033[0m\n'

.PHONY: help setup setup-dev run test check clients pages bench docs pictures lock openapi types system clean

help: ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/run-ready ## Make .venv with what running needs, from requirements.lock

setup-dev: .venv/dev-ready ## Add what testing and developing need, from requirements-dev.lock

run: setup pages ## Start the whole product with demo data and print its address
	@exec $(BIN)/venuecode run

check: setup-dev ## Format, lint, types, layers, unit tests: seconds
	$(say) "format and lint"
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .
	$(say) "types"
	@$(BIN)/mypy src | tail -1
	$(say) "layers"
	@$(BIN)/lint-imports --no-cache > .venv/layers.log || { cat .venv/layers.log; exit 1; }
	$(say) "unit tests"
	@$(BIN)/pytest tests/unit tests/architecture

test: ## Everything: checks, integration and acceptance tests, the clients' tests
	@scripts/test.sh

clients: ## Build every client: web pages, console, mini-programs; once for each state of their sources
	@$(PYTHON) scripts/build_clients.py --channels

pages: ## Build what the server serves: web pages and console
	@$(PYTHON) scripts/build_clients.py

bench: setup ## Measure the scan path
	@$(BIN)/venuecode bench scan

openapi: setup ## Write the API's document for the clients
	@$(BIN)/venuecode openapi > clients/core/openapi.json

types: openapi ## Generate the clients' types from the API's document
	@cd clients && npm run --silent types -w core

docs: setup ## Write the page of settings
	@$(BIN)/venuecode settings --out docs/settings.md

pictures: setup-dev pages ## Take the README's pictures from the running product
	@$(BIN)/python scripts/take_pictures.py

lock: setup-dev ## Pin every dependency again, with hashes and without addresses
	@scripts/lock.sh

system: ## Install the system packages that the browser tests need (Debian, as root)
	@scripts/system_packages.sh

clean: ## Remove what was built; data/ stays
	@rm -rf .venv clients/node_modules clients/*/dist src/venuecode/web/static test-results

.venv/bin/python:
	$(say) "making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/run-ready: requirements.lock pyproject.toml | .venv/bin/python
	$(say) "installing what running needs"
	@scripts/install.sh requirements.lock
	@touch $@

.venv/dev-ready: requirements-dev.lock .venv/run-ready
	$(say) "installing what testing needs"
	@scripts/install.sh requirements-dev.lock
	@touch $@
