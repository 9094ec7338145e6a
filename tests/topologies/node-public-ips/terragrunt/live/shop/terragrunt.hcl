# nodes have public IPs of their own
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "${get_repo_root()}/terragrunt/module"
}

inputs = {
  outbound_type          = "loadBalancer"
  node_public_ip_enabled = true
}
