"""What happens when mail server, Redis, PostgreSQL, processes or clocks fail."""
