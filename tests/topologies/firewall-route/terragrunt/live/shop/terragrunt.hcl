# a route sends everything to a firewall, past the NAT gateway
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
  next_hop_type           = "VirtualAppliance"
}
