"""Bicep's syntax: tokens, expressions, statements and types. Its expressions are ARM's, evaluated by ``arm_expressions``."""
