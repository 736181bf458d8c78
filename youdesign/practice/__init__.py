"""A place to try out approaches: scenes and skills."""
