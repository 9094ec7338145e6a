"""Terragrunt's configurations: HCL with includes, locals, functions of paths, and units that need one another.

``paths`` knows where files are, ``configuration`` works values out, ``merging`` joins a configuration with those it
includes, ``units`` finds what is deployed. It knows no Azure.

Source: Terragrunt documentation, "HCL: Blocks", "HCL: Attributes", "HCL: Functions" (docs.terragrunt.com/reference/hcl).
"""
