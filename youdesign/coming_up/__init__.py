"""Everything of a person that is coming up: as a list, month by month, and on paper."""
