"""Mentor offers and matches: the leader chooses."""
