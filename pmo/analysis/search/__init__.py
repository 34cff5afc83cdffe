"""Ranked full text over a portfolio: where words stand, also with slips of the keyboard.

Nothing is indexed beforehand: the records are in memory anyway, and one pass over their texts costs less than keeping
an index true.
"""

from pmo.analysis.search.ranking import Hit, Result, Word, search

__all__ = ["Hit", "Result", "Word", "search"]
