"""The commands of the command line, a module per group: parse arguments, call one pipeline or runtime function, report, give the exit code."""
