"""For everyone: one file a command or a kind of message."""
