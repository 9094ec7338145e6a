set -euo pipefail
make_subnet() {
  local name="$1" nat=${2:-}
  local args=(--address-prefixes "$3")
  if [[ -n "$nat" ]]; then
    args+=(--nat-gateway "$nat")
  fi
  az network vnet subnet create -g rg --vnet-name net -n "$name" "${args[@]}"
}
unused() {
  az network nat gateway create -g rg -n spare
}
main() {
  az group create -g rg -l northeurope
  az network vnet create -g rg -n net --subnet-name first
  az network nat gateway create -g rg -n nat
  make_subnet system nat 10.0.1.0/24
  make_subnet user "" 10.0.2.0/24
}
main "$@"
