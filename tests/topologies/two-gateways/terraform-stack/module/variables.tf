variable "outbound_type" {
  type = string
}

variable "idle_timeout_in_minutes" {
  type = number
}

variable "idle_timeout_in_minutes_2" {
  type = number
}

variable "prefix_length" {
  type = number
}

variable "prefix_length_2" {
  type = number
}

variable "group" {
  type = string
}
