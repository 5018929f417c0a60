#!/bin/sh
# The container's entry point: waits for the database, migrates, then becomes the server, so that signals reach it.
# With arguments it runs that command instead, such as `migrate:status`.
# MIGRATE_ON_START=off leaves the schema alone; MIGRATION_WAIT_S (60) is how long it waits for the database.
set -eu
cd "$(dirname "$0")/.."

# A shell hands signals on only while it waits for something in the background.
run() {
  "$@" &
  child=$!
  trap 'kill -TERM "$child" 2>/dev/null || :' TERM INT
  code=0
  wait "$child" || code=$?
  while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
  done
  trap - TERM INT
  return "$code"
}

wait_s=${MIGRATION_WAIT_S:-60}
# What is no number the first command refuses in better words.
case $wait_s in *[!0-9]*) wait_s=0 ;; esac
deadline=$(($(date +%s) + wait_s))
while :; do
  code=0
  said=$(node dist/src/cli/index.js db:check 2>&1) || code=$?
  [ "$code" -eq 0 ] && break
  # 2: the configuration is wrong, and waiting does not mend it.
  if [ "$code" -eq 2 ]; then
    echo "$said" >&2
    exit "$code"
  fi
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "the database did not answer within $wait_s s: $said" >&2
    exit "$code"
  fi
  sleep 1
done

if [ $# -gt 0 ]; then
  exec node dist/src/cli/index.js "$@"
fi
if [ "${MIGRATE_ON_START:-apply}" != off ]; then
  run node dist/src/cli/index.js migrate
fi
exec node dist/src/index.js
