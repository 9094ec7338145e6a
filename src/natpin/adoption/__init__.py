"""The way of a live cluster to pinned IPs: what is there, what can move, and the stages, each a plan of its own."""
