#!/usr/bin/env bash
# Install a lock file (hashes checked) and the package itself into .venv, by uv where it is there, else by pip.
set -euo pipefail
lock=$1
if command -v uv > /dev/null; then
    uv pip install -q --python .venv/bin/python --require-hashes -r "$lock"
    uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    .venv/bin/pip install -q --require-hashes -r "$lock"
    .venv/bin/pip install -q --no-deps --no-build-isolation -e .
fi
