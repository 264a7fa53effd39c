"""What stops the bot: an operator's mistake, said in one line."""

EXIT_CODE = 2


class OperatorError(Exception):
    """One line that says what is wrong and how to mend it. The command line prints it and exits with EXIT_CODE."""
