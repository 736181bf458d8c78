"""The real work: hosts, involvements and their events."""
