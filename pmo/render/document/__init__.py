"""Reports as trees: what the Markdown of a page says, apart from how any format writes it."""
