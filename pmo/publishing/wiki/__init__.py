"""A linked set of Markdown pages for a wiki: made of the reports, compared with what is there, and written."""
