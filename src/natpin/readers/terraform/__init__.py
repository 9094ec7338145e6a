"""Terraform: HCL roots with their modules and variable files."""
