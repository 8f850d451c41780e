#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=${1:?usage: build.sh OUT_DIR}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! /usr/bin/python3 -c 'import boto3, fastapi' 2> /dev/null; then
  echo "Debian's FastAPI or boto3 is missing: apt-get install python3-fastapi python3-boto3" >&2
  exit 3
fi

cp "$here/app.py" "$here/adapter.py" "$out"
install -m 755 "$here/bootstrap.py" "$out/bootstrap"
# A deployed function cannot write to its folder, so the package contains the bytecode.
/usr/bin/python3 -m compileall -q "$out"
