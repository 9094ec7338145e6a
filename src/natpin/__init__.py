"""natpin: keeps the egress of AKS clusters on static, known IPs."""

__version__ = "0.1.0"
