"""What a sampler says when it has no sample. There is no third way: a sample is valid, or this is raised with the reason."""


class NoSample(Exception):
    """No sample of the schema could be made. The message says why."""


class DeadEnd(Exception):
    """The choices made so far lead to no value; others may. Never leaves the room."""
