"""The words that entries are written in."""
