#!/usr/bin/env bash
# Runs the end-to-end tests against AWS's own DynamoDB Local instead of dynoxide: fetches it, starts it in memory on a
# free port, and ends it. Arguments go to `dotnet test`, for example --filter WriteFaultTests.
#
# DynamoDB Local comes inside an npm package that AWS Amplify uses. Its licence forbids redistribution, which is why it
# is no dependency of this repository but fetched on demand into artifacts/.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.9.30
folder=artifacts/dynamodb-local/$version
server=

fail() {
  echo "error: $1" >&2
  exit 1
}

command -v java >/dev/null || fail "DynamoDB Local needs Java on PATH, 17 is known to work (Debian: apt install openjdk-17-jre-headless)"
command -v curl >/dev/null || fail "this script needs curl, which is not on PATH (Debian: apt install curl)"
command -v npm >/dev/null || fail "DynamoDB Local comes from npm, which is not on PATH"

if [ ! -f "$folder/package/emulator/DynamoDBLocal.jar" ]; then
  echo "Fetching DynamoDB Local …"
  mkdir -p "$folder"
  npm pack --silent --pack-destination "$folder" "amplify-dynamodb-simulator@$version" >/dev/null
  tar -xzf "$folder/amplify-dynamodb-simulator-$version.tgz" -C "$folder"
  rm "$folder/amplify-dynamodb-simulator-$version.tgz"
fi

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

port=$(free_port)
log=$folder/server.log
# It leaves a file of its own in the folder that it is started in.
env -C "$folder" java -Djava.library.path=package/emulator/DynamoDBLocal_lib -jar package/emulator/DynamoDBLocal.jar \
  -inMemory -disableTelemetry -port "$port" >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

for ((i = 0; ; i++)); do
  curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$port/" && break
  kill -0 "$server" 2>/dev/null || { cat "$log" >&2; fail "DynamoDB Local ended"; }
  [ "$i" -lt 300 ] || { cat "$log" >&2; fail "DynamoDB Local does not answer on port $port"; }
  sleep 0.1
done

# One class after the other: it is many times slower than dynoxide, and a slow table is a 503.
ITEMS_TEST_DYNAMODB=http://127.0.0.1:$port dotnet test tests/Items.EndToEnd.Tests "$@" -- xUnit.ParallelizeTestCollections=false
