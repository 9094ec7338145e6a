length = 29
