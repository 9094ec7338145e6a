"""Facts: what policies compare. Code computes them; YAML judges them."""
