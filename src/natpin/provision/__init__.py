"""What is wanted, compared with what is there, and written with care. Knows no SDK: clouds come through ``ports``."""
