variable "outbound_type" {
  type = string
}

variable "idle_timeout_in_minutes" {
  type = number
}

variable "prefix_length" {
  type = number
}

variable "group" {
  type = string
}
