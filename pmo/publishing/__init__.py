"""Where rendered pages go: a folder, a wiki, a web site, documents of an office."""
