# pods have a subnet of their own, without a NAT gateway
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terragrunt/module"
}

inputs = {
  outbound_type           = "userAssignedNATGateway"
  idle_timeout_in_minutes = 10
  prefix_length           = 29
}
