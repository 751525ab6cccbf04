#!/usr/bin/env bash
# Everything that must hold before a change is taken. From a clean clone: make test
set -euo pipefail
began=$SECONDS
say() { printf '\033[1m▸ %s\033[0m  (%ss)\n' "$1" $((SECONDS - began)); }

say "system packages"
scripts/system_packages.sh
say "Python packages"
make setup-dev
say "format, lint, types, layers"
.venv/bin/ruff format --check -q . && .venv/bin/ruff check -q .
.venv/bin/mypy src | tail -1
.venv/bin/lint-imports --no-cache > .venv/layers.log || { cat .venv/layers.log; exit 1; }
say "clients: build"
make clients
say "clients: generated types are fresh, types, tests"
scripts/check_clients.sh
say "unit, integration and acceptance tests"
.venv/bin/pytest -n 2 --dist loadgroup
