"""Terraform Stacks: component configurations as what a root module is to Terraform, and their deployments.

Source: developer.hashicorp.com/terraform/language/stacks. It knows no provider.
"""
