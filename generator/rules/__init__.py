"""Rules judge a resolved catalog. One rule is one file: its docstring is its documentation, its record says what it is."""
