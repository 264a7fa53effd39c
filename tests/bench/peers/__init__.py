"""Bots that only echo: what python-telegram-bot and aiogram manage with nothing else to do."""
