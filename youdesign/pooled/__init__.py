"""Django's PostgreSQL backend, with a few open connections kept for the next request; see docs/adr/0008."""
