"""Terraform's language: folders as modules, expressions, functions and instances, worked out on demand."""
