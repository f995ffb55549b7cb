"""One file a command: words on the command line to one call."""
