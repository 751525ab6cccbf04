#!/usr/bin/env bash
# Pin the dependencies of pyproject.toml with hashes. No index addresses: the locks fit any mirror.
set -euo pipefail
common=(pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes -q
    --no-emit-index-url --no-header --extra build)
.venv/bin/uv "${common[@]}" -o requirements.lock
.venv/bin/uv "${common[@]}" --extra dev -o requirements-dev.lock
