#!/bin/sh
# Makes the dashboards of the pipeline sample, and the alerts and data sources beside them.
set -eu

assets=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$assets/../.." && pwd)
node "$root/scripts/build.js" samples

grafana() {
  node "$root/dist/esm/src/cli/main.js" grafana "$@"
}
board() {
  grafana --from "$root/dist/samples/pipeline/machines.js" --source pipeline "$@"
}
# Nothing of this machine's configuration.
cd "$assets/grafana"
board --name Pipeline --out overview.json
board --name 'Pipeline, as the seeds' --layout legacy --out legacy.json
grafana --rules --out rules.yaml
grafana --alerts --out alerts.yaml
grafana --datasources --out datasources.yaml
