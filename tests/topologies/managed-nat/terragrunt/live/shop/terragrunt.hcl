# AKS brings the NAT gateway
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terragrunt/module"
}

inputs = {
  outbound_type           = "managedNATGateway"
  idle_timeout_in_minutes = 10
}
