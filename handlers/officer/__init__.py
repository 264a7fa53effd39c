"""For officers and those above them: one file a command."""
