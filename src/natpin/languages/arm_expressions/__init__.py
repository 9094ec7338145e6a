"""The expressions of Azure deployments: one syntax tree, one evaluation and one function table.

ARM JSON writes them as ``"[concat('a', parameters('b'))]"``, Bicep as ``'a${b}'``; both are read into ``syntax``.
"""
