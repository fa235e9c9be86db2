"""Keys of pages whose view is cheap to make: the view itself is all the input."""

from hashlib import sha256


def page_key(view: object) -> str:
    """16 hexadecimal digits of the view's `repr`. The view must be built of tuples, text, numbers and dataclasses: a set has no order."""
    return sha256(repr(view).encode("utf-8", "surrogatepass")).hexdigest()[:16]
