"""Rooms, messages and events; knows people and nothing of groups or pairs."""
