#!/usr/bin/env bash
# What natpin does, without an Azure account: lint, plan, apply, egress. `make demo` runs it.
set -euo pipefail

natpin=${NATPIN:-natpin}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
simulator=
trap '[ -z "$simulator" ] || kill "$simulator" 2>/dev/null; rm -rf "$work"' EXIT

title() { printf '\n\n=== %s\n\n' "$1"; }

title "natpin lint examples/payment-processor"
# alone, as a repository of its own: within this checkout natpin would look at thousands of test cases around it
mkdir "$work/examples"
cp -r "$here/payment-processor" "$work/examples/"
(cd "$work" && "$natpin" lint examples/payment-processor) || test $? -eq 1

title "natpin simulate: a simulated Azure"
"$natpin" simulate --listen 127.0.0.1:0 --ca-out "$work/ca.pem" --info-out "$work/azure.json" >"$work/log" 2>&1 &
simulator=$!
for _ in $(seq 100); do
  [ -s "$work/azure.json" ] && break
  kill -0 "$simulator" 2>/dev/null || { cat "$work/log"; exit 1; }
  sleep 0.1
done
head -n 1 "$work/log"
cp "$here/provisioning/natpin.yaml" "$work/"
cd "$work"

title "natpin plan: what would be written, and what traffic would notice"
"$natpin" plan --azure-info azure.json --out plan.json

title "natpin apply plan.json"
"$natpin" apply plan.json --azure-info azure.json --yes

title "natpin egress: what partners put on their allowlists"
"$natpin" egress --azure 0b1f6471-1bf0-4dda-aec3-cb9272f09590/payments-rg --azure-info azure.json
