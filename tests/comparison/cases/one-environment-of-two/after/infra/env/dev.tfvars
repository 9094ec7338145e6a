length = 30
