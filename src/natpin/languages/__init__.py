"""Languages: text to syntax to values, with places. No room in here knows Azure.

``hcl`` parses, ``terraform`` evaluates modules and expressions; ``arm_expressions`` serves ARM JSON and Bicep; ``bicep``
parses; ``shell`` and ``powershell`` hold what their interpreters need; ``located_yaml`` and ``located_json`` give every
value its place. ``natpin.formats`` makes resources of what they yield.
"""
