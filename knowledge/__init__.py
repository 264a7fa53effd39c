"""What the bot knows: articles, amounts, numbers to call, and finding the right one for a question.

The texts are edited by people who need no Python. Nothing here knows Telegram, the database, or who asks.
"""
