#!/usr/bin/env bash
# The clients' types must be those of the API as it is now; then their own type checks and tests.
set -euo pipefail
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python3 scripts/build_clients.py --install
.venv/bin/venuecode openapi > "$fresh/openapi.json"
(cd clients && npx --no-install openapi-typescript "$fresh/openapi.json" -o "$fresh/api.d.ts" > "$fresh/log" 2>&1) ||
    { cat "$fresh/log"; exit 1; }
if ! diff -q "$fresh/api.d.ts" clients/core/src/api.d.ts > /dev/null; then
    echo "clients/core/src/api.d.ts is stale: run \`make types\` and commit it."
    diff "$fresh/api.d.ts" clients/core/src/api.d.ts | head -20
    exit 1
fi
cd clients
for package in core mobile; do
    npm run --silent check --workspace "$package" --if-present
    npm run --silent test --workspace "$package" --if-present > "$fresh/log" 2>&1 || { cat "$fresh/log"; exit 1; }
    grep -E '^(#|ℹ) (tests|pass|fail) ' "$fresh/log" | tr '\n' ' ' || true
    echo "$package: fine"
done
if [ -f console/package.json ]; then
    (cd console && npm run --silent check && npm run --silent test --if-present > "$fresh/log" 2>&1) ||
        { cat "$fresh/log"; exit 1; }
    echo "console: fine"
fi
