"""Reading and erasing what is held about one person, led by nothing but what every model declares in PRIVACY."""
