"""The shell: settings, assembly, receiving, sending, scheduling, simulator, command line. Knows no subject matter."""

import os

# Durations as timedelta, as python-telegram-bot will have them; without it each is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
