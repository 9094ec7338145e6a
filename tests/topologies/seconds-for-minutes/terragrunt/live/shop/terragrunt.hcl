# the idle timeout is in seconds
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terragrunt/module"
}

inputs = {
  outbound_type           = "userAssignedNATGateway"
  idle_timeout_in_minutes = 600
  prefix_length           = 29
}
