"""Valid samples of what a schema describes, seeded: the same seed gives the same sample, and none is given that its schema refuses."""

from .json_schema import sample, samples
from .outcome import NoSample

__all__ = ["NoSample", "sample", "samples"]
