"""The project management office as a command-line toolkit over plain files."""

__version__ = "0.1.0"
