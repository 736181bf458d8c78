"""PostgreSQL, Redis and a mailbox of our own, so that `make run` and `make test` need nothing installed beforehand."""
