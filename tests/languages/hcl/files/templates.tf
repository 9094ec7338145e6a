locals {
  plain     = "a \"quoted\" $${not} %%{not} \u00e9 $ % \\"
  simple    = "${var.a}"
  nested    = "x-${lower("y-${var.b}-${join(",", ["{", "}"])}")}-z"
  directive = "%{ if var.a ~} yes %{~ else ~} no %{~ endif }"
  looped    = "%{ for k, v in var.m }${k}=${v},%{ endfor }"
  heredoc   = <<EOT
plain ${var.a} {{ } "
EOT
  flush = <<-EOT
    indented
      more ${var.b}
    %{ for x in var.list ~}
    - ${x}
    %{ endfor ~}
  EOT
  json = jsonencode({ a = "${var.a}", b = <<-X
    in
  X
  })
}
resource "x" "after" {
  name = "still here"
}
