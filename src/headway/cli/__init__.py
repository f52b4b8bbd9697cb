"""The command line: parse, call one command or query, print."""
