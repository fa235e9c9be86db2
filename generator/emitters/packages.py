"""The `__init__.py` of a generated package that says only what the package is."""

from dataclasses import dataclass

from .emitter import Page
from .headers import python_header
from .literals import docstring
from .page_keys import page_key


@dataclass(frozen=True, slots=True)
class PackageView:
    header: str
    docstring: str


def package_page(folder: str, text: str) -> Page:
    view = PackageView(python_header(), docstring(text, indent=0))
    return Page(f"{folder}/__init__.py", "shared/package.py.jinja", view, key=page_key(view))
