"""Judges whether two versions of a schema understand each other: JSON Schema, Avro, Protobuf, each by its own semantics.

Pure functions from two schemas to verdicts with places. Does not know what a catalog, a consumer or a severity is.
"""
