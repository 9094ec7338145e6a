"""``make bench``: how fast natpin is, as ratios against peers in paired runs. Never a test: machines differ."""
