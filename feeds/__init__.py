"""Speaks: renders what the archive holds as feeds. Knows storage's read side; never SQL, never the network."""
