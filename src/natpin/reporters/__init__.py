"""Reports turned into text, one module a format. Nothing here prints, exits or reads a file."""
