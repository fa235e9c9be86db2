"""A catalog file into its YAML block and its Markdown body.

Does not parse the YAML: see composer.py.
"""

import re
from dataclasses import dataclass

_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`yaml` is the block's text; `first_line` its line number in the file less one; `body` what follows the block."""

    yaml: str
    first_line: int
    body: str


def split(text: str) -> FrontMatter | None:
    """The front matter of a Markdown file, None when it has none or it does not end."""
    opening = _FENCE.match(text)
    if opening is None:
        return None
    closing = _FENCE.search(text, opening.end() + 1)
    if closing is None:
        return None
    return FrontMatter(text[opening.end() + 1 : closing.start()], 1, text[closing.end() + 1 :])
