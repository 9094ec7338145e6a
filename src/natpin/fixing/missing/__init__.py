"""The missing association, NAT gateway or prefix, in the stack's own style. One module a language."""
