locals {
  arithmetic = 1 + 2 * 3 - -4 / 5 % 6
  logic      = !var.a && var.b || var.c == var.d != (1 < 2) && 3 >= 4
  chained    = var.a ? 1 : var.b ? 2 : var.c ? 3 : 4
  paren = (
    var.a
    ? [1, 2]
    : [3]
  )
  splats  = [azurerm_subnet.s[*].id, azurerm_subnet.s.*.id, module.n[*].a["k"].b[*].c]
  legacy  = azurerm_subnet.s.0.id
  indexed = var.m["a"][0].b[local.k].c
  calls = merge(
    { a = 1 },
    [for k, v in var.m : { (k) = v } if v != null]...
  )
  grouped  = { for s in var.list : s.zone => s.name... if length(s.name) > 0 }
  nested   = [for a in var.x : [for b in a.y : { (b.k) : b.v }]]
  numbers  = [0, 1.5, 25]
  words    = [true, false, null]
  call_dot = element(split("/", var.id), 8).x[0]
}
