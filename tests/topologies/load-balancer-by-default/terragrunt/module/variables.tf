variable "group" {
  type = string
}
