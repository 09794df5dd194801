#!/bin/bash
# An import as guides show it: one request, then a loop that sleeps five seconds between looks.
set -euo pipefail
url="$ENDPOINT/v2/vectordb/jobs/import"
post() { curl --silent --show-error --fail --request POST "$url/$1" --header 'Content-Type: application/json' --data "$2"; }

job=$(post create "{\"collectionName\": \"articles\", \"files\": [[\"$FILE\"]]}" | jq -r .data.jobId)
while true; do
  sleep 5
  state=$(post get_progress "{\"jobId\": \"$job\"}" | jq -r .data.state)
  case "$state" in
    Completed) exit 0 ;;
    Failed) exit 1 ;;
  esac
done
