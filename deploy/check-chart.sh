#!/bin/sh
# Lints and renders the chart in every shape that it has, and holds it against the schema of the Kubernetes API. Needs helm, kubeconform
# and Go, whose module proxy carries all of them and the schema (k8s.io/kubernetes holds the API's own description):
#   go install helm.sh/helm/v3/cmd/helm@v3.19.0
#   go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
set -eu
cd "$(dirname "$0")/.."
version=1.29.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

swagger=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')/api/openapi-spec/swagger.json
node - "$swagger" "$work" <<'END'
const { readFileSync, writeFileSync } = require('node:fs');
const [swagger, folder] = process.argv.slice(2);
const { definitions } = JSON.parse(readFileSync(swagger, 'utf8'));
for (const one of Object.values(definitions)) {
  // A field that the API does not know is a mistake of ours; this one takes text and numbers alike.
  if (one.properties !== undefined && one.additionalProperties === undefined) one.additionalProperties = false;
  if (one.format === 'int-or-string') Object.assign(one, { type: ['string', 'integer'] });
}
for (const [name, one] of Object.entries(definitions)) {
  for (const { group, version, kind } of one['x-kubernetes-group-version-kind'] ?? []) {
    const file = [kind, group.split('.')[0], version].filter(Boolean).join('-').toLowerCase();
    writeFileSync(`${folder}/${file}.json`, JSON.stringify({ $ref: `#/definitions/${name}`, definitions }));
  }
}
END

set -- --kube-version "$version" --set image.repository=registry.example/earshot \
  --set image.digest=sha256:0000000000000000000000000000000000000000000000000000000000000000 \
  --set origins.pull=https://pull.example.org --set origins.web=https://home.example.org \
  --set vault.address=https://vault.example:8200 --set notes.claim=earshot-notes
helm lint deploy/helm/earshot "$@"
for shape in "autoscaling.enabled=true" "autoscaling.enabled=false" "secrets.tlsPrefix=earshot-tls" \
  "tracesUrl=http://collector:4318/v1/traces" "autoscaling.turnsPerGateway=50" \
  "messages.mailServer=smtps://mail.example,messages.mailFrom=a@example.org,messages.mailSecret=mail,messages.mailCa=true,messages.gatewayUrl=https://texts.example/"; do
  helm template earshot deploy/helm/earshot "$@" --set "$shape" > "$work/chart.yaml"
  printf '%s: ' "$shape"
  kubeconform -strict -summary -schema-location "$work/{{ .ResourceKind }}{{ .KindSuffix }}.json" "$work/chart.yaml"
done
