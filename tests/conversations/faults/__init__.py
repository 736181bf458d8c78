"""Live rooms when Redis, PostgreSQL, processes, connections or clocks fail."""
