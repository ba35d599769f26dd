"""What was looked up before: the only room that knows SQLite."""
