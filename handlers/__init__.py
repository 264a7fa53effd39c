"""What the bot says to whom: returns values, calls no Telegram. An entry is one file, found by walking the folder."""
