#!/usr/bin/env bash
# Builds deploy/Dockerfile and runs deploy/compose.yaml on a machine that reaches no registry of images: the base images are
# stand-ins made of Debian's packages. Then a household is made, a speaker claimed, and one sentence said to the containers.
#
# As root, on Debian 12, with: apt-get install buildah podman runc netavark aardvark-dns debootstrap; pip install podman-compose
# EXTRA_CA_FILE: certificates that this network needs beyond Debian's own. KEEP=1 leaves the containers running.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
compose() { python3 -m podman_compose --profile cli -f deploy/compose.yaml "$@" 2> >(grep -v -E 'syslog|systemd|WARNING' >&2); }
say() { printf '\n== %s\n' "$*" >&2; }
finish() {
  [ "${KEEP:-}" = 1 ] || compose down -v >/dev/null 2>&1 || true
  [ ! -e "$work/own-env" ] || rm -f deploy/.env
  rm -rf "$work"
}
trap finish EXIT

# Limits that nobody has to raise, networks with names, and a runtime that takes either kind of control groups.
cat > "$work/containers.conf" <<END
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[network]
network_backend = "netavark"
[engine]
runtime = "runc"
END
printf 'unqualified-search-registries = ["localhost"]\nshort-name-mode = "permissive"\n' > "$work/registries.conf"
export CONTAINERS_CONF=$work/containers.conf CONTAINERS_REGISTRIES_CONF=$work/registries.conf
build() { buildah bud --isolation chroot --network host --pull-never "$@" >> "$work/build.log" 2>&1 || { tail -20 "$work/build.log" >&2; exit 1; }; }

say "a stand-in for node:24-bookworm-slim: Debian 12, the Node of the lockfile, npm"
debootstrap --variant=minbase bookworm "$work/base" > "$work/debootstrap.log"
node start.mjs --version > /dev/null
cp "node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')/bin/node" "$work/base/usr/local/bin/node"
(cd "$work" && npm pack --silent npm@11.6.2 > /dev/null && tar xzf npm-*.tgz && mkdir -p base/usr/local/lib/node_modules \
  && mv package base/usr/local/lib/node_modules/npm && ln -s ../lib/node_modules/npm/bin/npm-cli.js base/usr/local/bin/npm)
chroot "$work/base" useradd -m -u 1000 -U node
[ -z "${EXTRA_CA_FILE:-}" ] || install -D -m 0644 "$EXTRA_CA_FILE" "$work/base/etc/ssl/certs/ca-certificates.crt"
tar -C "$work/base" -c . | podman import --change ENV=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  ${EXTRA_CA_FILE:+--change ENV=NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt} - localhost/node:24-bookworm-slim > /dev/null 2>&1

say "the image, as deploy/Dockerfile says"
build -f deploy/Dockerfile -t localhost/earshot .

say "stand-ins for postgres:15 and redis:7"
mkdir "$work/postgres"
cat > "$work/postgres/entry.sh" <<'END'
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" > /tmp/password
  initdb -U "$POSTGRES_USER" --pwfile=/tmp/password -E UTF8 --locale=C.UTF-8 -A scram-sha-256 > /dev/null
  rm /tmp/password
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
  pg_ctl -w -o "-c listen_addresses=''" start > /dev/null
  PGPASSWORD="$POSTGRES_PASSWORD" createdb -U "$POSTGRES_USER" "$POSTGRES_DB" 2> /dev/null || true
  pg_ctl -w stop > /dev/null
fi
exec "$@"
END
build -t localhost/postgres:15 -f - "$work/postgres" <<'END'
FROM node:24-bookworm-slim
RUN apt-get update && RUNLEVEL=1 apt-get install -y --no-install-recommends postgresql-15 && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /var/lib/postgresql/data /var/run/postgresql && chown -R postgres:postgres /var/lib/postgresql /var/run/postgresql
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/data
COPY entry.sh /usr/local/bin/entry.sh
USER postgres
ENTRYPOINT ["/bin/sh", "/usr/local/bin/entry.sh"]
CMD ["postgres"]
END
build -t localhost/redis:7 -f - "$work/postgres" <<'END'
FROM node:24-bookworm-slim
RUN apt-get update && RUNLEVEL=1 apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /data && chown redis:redis /data
WORKDIR /data
USER redis
CMD ["redis-server"]
END

say "deploy/compose.yaml"
if [ ! -e deploy/.env ]; then
  touch "$work/own-env"
  (umask 077 && cat > deploy/.env <<END
POSTGRES_PASSWORD=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')
EARSHOT_PULL_URL=https://pull.example.org
EARSHOT_WEB_ORIGIN=https://home.example.org
END
  )
fi
# Debian's podman waits for no health and follows no chain of dependencies, so the order of the file is kept by hand.
compose up -d --no-build postgres redis > /dev/null
for _ in $(seq 60); do podman exec earshot_postgres_1 pg_isready -q -U earshot 2> /dev/null && break; sleep 1; done
compose up -d --no-build --no-recreate migrate caller-keys > /dev/null
podman wait earshot_migrate_1 earshot_caller-keys_1 2> /dev/null | grep -v -x 0 && { podman logs earshot_migrate_1; exit 1; }
compose up -d --no-build --no-deps --no-recreate privacy asr dialogue hotel skills training tts gateway web > /dev/null
ready() { podman exec earshot_gateway_1 node -e "fetch('http://127.0.0.1:7107/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))" 2> /dev/null; }
for _ in $(seq 90); do ready && break; sleep 1; done
ready || { podman logs earshot_gateway_1 | tail -20; exit 1; }
podman ps --format '{{.Names}} {{.Status}}' >&2

say "a household, a speaker, a sentence"
cli() { compose run --rm --no-deps -T cli "$@"; }
cli owner --device den new > /dev/null
cli owner --device den consent accept voice-service > /dev/null
code=$(cli owner --device den claim | awk '$1 == "claimCode" { print $2 }' | tr -d '\r')
node start.mjs speak --device den --state "$work/speaker" --claim-code "$code" --text "what time is it"
