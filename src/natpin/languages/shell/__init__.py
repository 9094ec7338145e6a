"""Bash (and sh): its syntax tree, words and variables, and what commands, conditions and expansions come to."""
