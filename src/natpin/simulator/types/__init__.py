"""The resource types the simulator knows, one module each; `registry` lists them."""
