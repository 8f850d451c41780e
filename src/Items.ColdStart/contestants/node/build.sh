#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=$(realpath "${1:?usage: build.sh OUT_DIR}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! command -v npm > /dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2> /dev/null; then
  echo "Node.js 20 or later with npm is missing: apt-get install nodejs npm, or https://nodejs.org" >&2
  exit 3
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.js "$here"/package*.json "$work"
cd "$work"
if ! npm ci --ignore-scripts --loglevel=error > /dev/null; then
  echo "npm cannot install its packages: is the registry reachable?" >&2
  exit 3
fi
npx --no-install esbuild runtime.js --bundle --minify --platform=node --target=node20 --main-fields=module,main \
  --outfile="$out/index.cjs" --log-level=warning

# OpenSSL's store instead of the roots built into Node.js, so that all contestants have the same roots.
cat > "$out/bootstrap" << 'EOF'
#!/bin/sh
unset NODE_EXTRA_CA_CERTS
exec node --use-openssl-ca "${0%/*}/index.cjs"
EOF
chmod 755 "$out/bootstrap"
