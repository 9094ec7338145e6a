"""The types that cross floors. Frozen, standard library only, importing nothing above them."""
