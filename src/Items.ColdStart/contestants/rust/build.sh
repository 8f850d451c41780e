#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=${1:?usage: build.sh OUT_DIR}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

version=$(rustc --version 2> /dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
if [ "${version:-0}" -lt 74 ]; then
  echo "Rust 1.74 or later is missing: https://rustup.rs, or apt-get install rustc on Debian 13" >&2
  exit 3
fi
if ! gcc -E -x c -include openssl/ssl.h /dev/null > /dev/null 2>&1; then
  echo "gcc or OpenSSL's headers are missing: apt-get install gcc libc6-dev libssl-dev" >&2
  exit 3
fi

rustc --edition 2021 -C opt-level=3 -C lto -C codegen-units=1 -C panic=abort -C strip=symbols -D warnings \
  "$here/bootstrap.rs" -o "$out/bootstrap"
