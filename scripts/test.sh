#!/usr/bin/env bash
# Everything that must hold before a change is taken. From a clean clone: make test
# What needs one core goes in two lanes side by side, Python's and the clients'; the first that fails ends the other.
set -euo pipefail
began=$SECONDS
say() { printf '\033[1m▸ %s\033[0m  (%ss)\n' "$1" $((SECONDS - began)); }
marks=$(mktemp -d)

python_lane() {
    say "Python packages"
    make setup-dev
    # compiled once: the tests start the product some fifty times, maybe where Python keeps nothing that it compiles
    .venv/bin/python -m compileall -q src tests
    touch "$marks/python"
    say "format, lint, types, layers"
    .venv/bin/ruff format --check -q .
    .venv/bin/ruff check -q .
    .venv/bin/mypy src > .venv/types.log || { cat .venv/types.log; exit 1; }
    .venv/bin/lint-imports --no-cache > .venv/layers.log || { cat .venv/layers.log; exit 1; }
    say "done"
}

clients_lane() {
    say "build"
    make clients
    until [ -e "$marks/python" ]; do sleep 0.5; done
    say "generated types are fresh, types, tests"
    scripts/check_clients.sh
    say "done"
}

lane() {
    local name=$1
    shift
    (set -euo pipefail && "$@") 2>&1 | sed -u "s/^/$name │ /"
}

say "system packages"
scripts/system_packages.sh
set -m # each lane is a group of processes of its own, which can be ended whole
lane "Python " python_lane &
lanes=$!
lane "clients" clients_lane &
lanes="$lanes $!"
trap 'for one in $lanes; do kill -- "-$one" 2> /dev/null || true; done; rm -rf "$marks"' EXIT
for _ in $lanes; do
    wait -n || { say "FAILED; the lane's last words stand above"; exit 1; }
done
set +m
say "unit, integration and acceptance tests"
.venv/bin/pytest -n 2 --dist loadgroup
