"""A report as text for people and machines. Each reporter is a function from values to lines; none prints."""
