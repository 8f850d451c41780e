#!/usr/bin/env bash
# Builds the contestant to a folder: build.sh OUT_DIR
set -euo pipefail

out=$(realpath "${1:?usage: build.sh OUT_DIR}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Not in the repository, whose build settings, package versions and lock files are not for this project.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/Function.* "$work"
cd "$work"

# The framework that our function is published for: .NET 9 where the native compiler for .NET 10 does not restore.
for framework in net10.0 net9.0; do
  if dotnet restore -r linux-x64 -p:TargetFramework=$framework > restore.log 2>&1; then
    dotnet publish --no-restore -c Release -r linux-x64 -p:TargetFramework=$framework -o published
    cp published/bootstrap "$out"
    exit
  fi
done

missing=$(grep -o 'Unable to find package [^ ]*[^ .]' restore.log | head -n 1 || true)
echo "its NuGet packages do not restore: ${missing:-$(grep -m 1 error restore.log || echo dotnet restore failed)}" >&2
exit 3
