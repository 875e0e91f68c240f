#!/usr/bin/env bash
# Says by digest which images are meant, so that what was tested is what runs. Asks the registry of each image; needs skopeo
# (Debian has it) or docker. Writes nothing: redirect it.
#   deploy/pin-images.sh registry.example.org/earshot:1.0 > pinned.yaml; helm install -f pinned.yaml …
# The base image of the Dockerfile is printed as a comment, to be pinned there.
set -euo pipefail
if [ $# -ne 1 ]; then
  sed -n '2,5s/^# //p' "$0" >&2
  exit 2
fi

digest_of() {
  if command -v skopeo > /dev/null; then
    skopeo inspect --format '{{.Digest}}' "docker://$1"
  elif command -v docker > /dev/null; then
    docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1"
  else
    echo "neither skopeo nor docker is here: sudo apt-get install skopeo" >&2
    exit 1
  fi
}

digest=$(digest_of "$1")
base=$(sed -n 's/^FROM \([^ ]*\).*/\1/p' "$(dirname "$0")/Dockerfile" | tail -1)
base_digest=$(digest_of "docker.io/library/$base") || base_digest="not found"
cat << YAML
# base image: $base@$base_digest
image:
  repository: "${1%:*}"
  digest: "$digest"
YAML
