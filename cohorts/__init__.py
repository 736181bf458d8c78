"""Programmes, cohorts, learning groups, sessions, and what people write after them."""
