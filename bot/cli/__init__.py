"""The command line: one file a command or a group of commands, found by walking this folder."""

import importlib
import pkgutil

import typer

app = typer.Typer(
    name="desmigratif",
    help="The Telegram bot of the Desmigratif programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _found in pkgutil.iter_modules(__path__):
    # A file with one command gives it to the top; one with several is a group named by the file.
    _part: typer.Typer = importlib.import_module(f"{__name__}.{_found.name}").app
    if len(_part.registered_commands) == 1:
        app.registered_commands += _part.registered_commands
    else:
        app.add_typer(_part, name=_found.name)
