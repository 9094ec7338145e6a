"""PowerShell's syntax, as far as scripts that call az use it."""
