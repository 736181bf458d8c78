"""What the benchmarks of rooms are made of: web processes on a core of their own, sockets, and very much history."""
