"""Home: the five needs in order, the next thing to do, and what is coming up."""
