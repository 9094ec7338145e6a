variable "location" {
  description = "Azure region of everything."
  type        = string
  default     = "westeurope"
}

variable "idle_timeout_minutes" {
  description = "Minutes after which the NAT gateway forgets an idle TCP connection, 4 to 120."
  type        = number
  default     = 10
}
