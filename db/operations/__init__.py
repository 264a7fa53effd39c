"""Acts and questions on the database, each a function of a session. None commits: the caller's transaction does."""
