"""What ``kustomize build`` makes of a kustomization: the objects that are applied, each value where it is written.

``loading`` reads a kustomization, ``building`` takes in what it names and applies its changes, in kustomize's order:
``generating``, ``patching`` (``merging``, ``operations``, ``selecting``), ``transforming``, ``replacing``, ``referring``.
``roots`` says which kustomizations are stacks. Nothing is run: what a plugin, a chart or another repository brings is a doubt.

Sources: kubectl.docs.kubernetes.io/references/kustomize/kustomization; the order of changes and the fields that each one
sets: kubernetes-sigs/kustomize, api/internal/target and api/internal/konfig/builtinpluginconsts (read in November 2026).
"""
