#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=${1:?usage: build.sh OUT_DIR}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! gcc -E -x c -include openssl/ssl.h /dev/null > /dev/null 2>&1; then
  echo "gcc or OpenSSL's headers are missing: apt-get install gcc libc6-dev libssl-dev" >&2
  exit 3
fi

gcc -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -s "$here"/*.c -o "$out/bootstrap" -lssl -lcrypto
