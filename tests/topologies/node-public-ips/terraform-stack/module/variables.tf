variable "outbound_type" {
  type = string
}

variable "node_public_ip_enabled" {
  type = bool
}

variable "group" {
  type = string
}
