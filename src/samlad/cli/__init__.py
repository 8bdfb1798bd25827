"""Parse, call the desk, print."""

from samlad.cli.entry import main

__all__ = ["main"]
