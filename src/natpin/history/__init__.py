"""When which cluster's way out changed: differences between one report and the next."""
