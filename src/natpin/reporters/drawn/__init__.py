"""The egress map as a drawing: workload → pool → subnet → exit → IPs → partner, as SVG or for Graphviz."""
