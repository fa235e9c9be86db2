"""One emitter per kind of output: a pure function from the graph to pages."""
