"""The tables, one file a domain. Importing this package imports them all, so that none is missing from the metadata."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
