"""python-telegram-bot as its own guide shows it: `telegram_echo.py API_URL TOKEN [concurrent]`."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(api_url: str, token: str, *options: str) -> None:
    """Polls until it is told to stop."""
    builder = Application.builder().token(token).base_url(f"{api_url}/bot").concurrent_updates("concurrent" in options)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
