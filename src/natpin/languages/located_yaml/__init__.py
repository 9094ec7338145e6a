"""YAML with places: ``documents`` reads what a repository holds and never raises; ``checked`` reads what people write
for natpin and says what is wrong with it. Both make their trees by the one machine in ``events``."""
