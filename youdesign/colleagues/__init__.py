"""Colleagues: finding people who chose to be found, composed of every app that says how near two people stand."""
