"""One file per command: parse the options, call the core, show the result."""
