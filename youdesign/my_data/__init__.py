"""My data, where every app is known: the download, being erased, and the pages about both."""
