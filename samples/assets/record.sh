#!/bin/sh
# Records the pipeline sample over five files and a link that leads nowhere, and converts its trace for Jaeger.
set -eu

assets=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$assets/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

node "$root/scripts/build.js" samples
cd "$work"
mkdir input
for name in main machines schemas run summary; do cp "$root/samples/pipeline/$name.ts" input; done
ln -s nowhere input/missing.txt
# Messages and stacks of errors hold paths of this machine.
echo "classes: { '*': { traced: { errors: type } } }" >statescope.yaml

OTEL_LOGS_EXPORTER=none node "$root/dist/samples/pipeline/main.js" input --once --concurrency 2 --port 0 --out .
cp traces.jsonl "$assets/pipeline.otlp.jsonl"
node "$root/dist/esm/src/cli/main.js" traces convert traces.jsonl --to jaeger --out "$assets/pipeline.jaeger.json"
