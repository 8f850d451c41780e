#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=$(realpath "${1:?usage: build.sh OUT_DIR}")
cd "$(dirname "${BASH_SOURCE[0]}")"
gopath=/usr/share/gocode

if ! command -v go > /dev/null || [ ! -d "$gopath/src/github.com/aws/aws-sdk-go-v2" ]; then
  echo "Go or Debian's AWS SDK for it is missing: apt-get install golang-go golang-github-aws-aws-sdk-go-v2-dev" >&2
  exit 3
fi

GO111MODULE=off GOPATH=$gopath CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$out/bootstrap"
