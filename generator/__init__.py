"""Reads a catalog, resolves it, and derives everything that flowmart generates or reports from it."""
