"""Managed resources of Crossplane as a Composition makes them for a claim: each is the base of one of its resources.

Mutants of these are made below the readers: what a template says is changed where a claim and patches have made it.
"""

from __future__ import annotations

from textwrap import indent

DEFINITION = """\
apiVersion: apiextensions.crossplane.io/v1
kind: CompositeResourceDefinition
metadata: {name: xplatforms.platform.example.org}
spec:
  group: platform.example.org
  names: {kind: XPlatform, plural: xplatforms}
  claimNames: {kind: Platform, plural: platforms}
  versions:
  - name: v1alpha1
    schema: {openAPIV3Schema: {properties: {spec: {properties: {region: {type: string}}}}}}
"""
CLAIM = """\
apiVersion: platform.example.org/v1alpha1
kind: Platform
metadata: {name: prod, namespace: shop}
spec: {region: westeurope}
"""
HEAD = """\
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: {name: platform}
spec:
  compositeTypeRef: {apiVersion: platform.example.org/v1alpha1, kind: XPlatform}
  mode: Pipeline
  pipeline:
  - step: patch
    functionRef: {name: function-patch-and-transform}
    input:
      apiVersion: pt.fn.crossplane.io/v1beta1
      kind: Resources
      resources:
"""
REGION = "        patches: [{fromFieldPath: spec.region, toFieldPath: spec.forProvider.location}]\n"


def composed(objects: str) -> dict[str, bytes]:
    """The Composition of these objects, which takes the region of those that have one from the claim; and the claim."""
    text = HEAD
    for number, one in enumerate(each.strip("\n") for each in objects.split("\n---\n")):
        patched = REGION if "\n    location: westeurope" in one else ""
        text += f"      - name: part-{number}\n        base:\n{indent(one, ' ' * 10)}\n{patched}"
    files = {"composition.yaml": text, "definition.yaml": DEFINITION, "claim.yaml": CLAIM}
    return {path: said.encode() for path, said in files.items()}
