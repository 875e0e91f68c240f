#!/bin/sh
# Holds the alerts and dashboards against Prometheus' own tool and Grafana's own schema. Needs promtool (Debian's `prometheus`, or
# `go install github.com/prometheus/prometheus/cmd/promtool@v0.316.0`) and Go, whose module proxy carries the schema.
#
# With the address of an operators' page of a running Earshot (host:port, several of them) Debian's prometheus reads those pages for
# a minute and every expression is asked of it: one that it cannot answer fails.
set -eu
cd "$(dirname "$0")/observability"
here=$(pwd)
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  [ -z "$server" ] || wait "$server" 2> /dev/null || true
  rm -rf "$work"
}
trap finish EXIT

promtool check rules rules.yaml
promtool test rules rules.test.yaml

# Every field of every panel has to be one that Grafana knows, of its type, and none that it needs may lack.
mkdir "$work/dashboards"
cat > "$work/dashboards/main.go" <<'END'
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func wrong(raw []byte) string {
	var one dashboard.Dashboard
	// Both hand back an error that holds nothing where nothing is wrong.
	for _, check := range []func() error{func() error { return one.UnmarshalJSONStrict(raw) }, one.Validate} {
		if err := check(); err != nil && err.Error() != "" {
			return err.Error()
		}
	}
	return ""
}

func main() {
	plugins.RegisterDefaultPlugins()
	status := 0
	for _, path := range os.Args[1:] {
		raw, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		if found := wrong(raw); found != "" {
			fmt.Printf("%s:\n%s\n", path, found)
			status = 1
		} else {
			fmt.Printf("%s: as Grafana's schema says\n", path)
		}
	}
	os.Exit(status)
}
END
cd "$work/dashboards"
go mod init dashboards 2> /dev/null
go get github.com/grafana/grafana-foundation-sdk/go@v0.0.22 2> /dev/null
go build -o check .
./check "$here"/dashboards/*.json
# A check that finds nothing wrong with this would find nothing at all.
sed 's/"lineWidth"/"lineWidht"/' "$here/dashboards/turns.json" > mistyped.json
if ./check mistyped.json > /dev/null; then
  echo "a field that Grafana does not know was taken" >&2
  exit 1
fi

[ $# -gt 0 ] || exit 0
cp "$here/rules.yaml" "$work/"
targets=$(printf '"%s",' "$@")
cat > "$work/prometheus.yaml" <<END
global: {scrape_interval: 2s, evaluation_interval: 2s}
rule_files: [rules.yaml]
scrape_configs:
  - job_name: earshot
    static_configs: [{targets: [${targets%,}]}]
END
prometheus --config.file="$work/prometheus.yaml" --storage.tsdb.path="$work/data" --web.listen-address=127.0.0.1:9097 \
  > "$work/prometheus.log" 2>&1 &
server=$!
sleep 60
node - "$here" <<'END'
const { readFileSync, readdirSync } = require('node:fs');
const [folder] = process.argv.slice(2);
const boards = readdirSync(`${folder}/dashboards`).flatMap((name) =>
  JSON.parse(readFileSync(`${folder}/dashboards/${name}`, 'utf8')).panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ where: title, expr })),
  ),
);
const ask = async (path) => (await fetch(`http://127.0.0.1:9097/api/v1/${path}`)).json();
(async () => {
  const { data } = await ask('rules');
  const rules = data.groups.flatMap(({ rules }) => rules);
  const bad = rules.filter(({ health }) => health === 'err').map(({ name, lastError }) => `${name}: ${lastError}`);
  const silent = [];
  for (const { where, expr } of boards) {
    const { status, error, data } = await ask(`query?query=${encodeURIComponent(expr)}`);
    if (status !== 'success') bad.push(`${where}: ${expr}: ${error}`);
    else if (data.result.length === 0) silent.push(`${where}: ${expr}`);
  }
  console.log(`${rules.length} rules and ${boards.length} expressions of dashboards asked of a Prometheus; ${bad.length} wrong`);
  for (const one of silent) console.log(`nothing yet to show: ${one}`);
  for (const one of bad) console.log(`WRONG ${one}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
})();
END
