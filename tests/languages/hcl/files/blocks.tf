# A file of every kind of block and comment. é → ü moves byte offsets away from character offsets.
resource "azurerm_subnet" "aks" {
  name = "aks" // trailing
  /* between
     lines } */
  address_prefixes = ["10.0.0.0/24", "10.0.1.0/24",]
}
resource azurerm_subnet unquoted { name = "bare labels" }
locals { one = 1 }

module "net" {
  source = "./net"
  tags   = { env : "prod", "team" = "é", (local.one) = true, for = 2 }
  providers = {
    azurerm = azurerm.hub
  }
}

    output "indented" {
      value = module.net.ids
    }
variable "pools" {
  type = list(object({
    name  = string
    count = optional(number, 1)
  }))
  default = []
}
