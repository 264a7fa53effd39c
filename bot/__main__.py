"""python -m bot …, also installed as `desmigratif`."""

import sys

from bot import log
from bot.cli import app
from bot.errors import EXIT_CODE, OperatorError


def main() -> None:
    """Run a command. An operator's mistake is one line on standard error, and exit code 2."""
    log.configure("WARNING", "text")
    try:
        app()
    except OperatorError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_CODE)


if __name__ == "__main__":
    main()
