# two pools leave by two gateways
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terragrunt/module"
}

inputs = {
  outbound_type             = "userAssignedNATGateway"
  idle_timeout_in_minutes   = 10
  idle_timeout_in_minutes_2 = 10
  prefix_length             = 29
  prefix_length_2           = 29
}
