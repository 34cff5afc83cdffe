"""`glossary.yaml`: the common language."""

from pmo.model.base import Record
from pmo.model.scalars import Id, Text


class Term(Record, frozen=True, kw_only=True):
    """A term and what it means here."""

    id: Id
    """Identifier."""
    term: Text
    """The term."""
    definition: Text
    """What it means."""
    translations: dict[str, Text] = {}  # noqa: RUF012 - msgspec copies the default
    """The term in other languages, by language code."""


class Glossary(Record, frozen=True, kw_only=True):
    """The common language of the organisation.

    Example:

        terms:
          - id: baseline
            term: Baseline
            definition: The approved plan that progress is measured against.
            translations: {id: Acuan dasar}
    """

    terms: tuple[Term, ...] = ()
    """The terms."""
