"""Every message to a person: what, when, why, how; a row first, sent once."""
