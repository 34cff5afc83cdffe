"""Marks texts that stand in tables for the catalogues."""


def mark(text: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text
