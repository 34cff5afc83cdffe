"""Changes to the files of a portfolio: in place, behind one write door."""
