"""One package or module a format. ``registry.py`` lists them; ``interface.py`` says what each one is."""
