# the pool user is in a subnet that was forgotten
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
