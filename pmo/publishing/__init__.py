"""Where rendered pages go: a wiki, a web site, office documents."""
