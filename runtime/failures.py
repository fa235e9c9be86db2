"""The errors that the runtime raises on purpose.

A program that meets RuntimeFailure prints its text and stops: the text says what to do.
"""


class RuntimeFailure(Exception):
    """The system cannot start or go on; the message is written for the person at the terminal."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\n  {hint}" if hint else message)
        self.message = message
        self.hint = hint


class BusinessError(Exception):
    """A handler's refusal of a command or query: rolled back, not retried, told to the requester.

    `code` is stable and for programs (`order-not-found`), `detail` is for people, `status` is the HTTP status.
    """

    def __init__(self, code: str, detail: str = "", status: int = 409) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail or code
        self.status = status


class RequestFailed(BusinessError):
    """The other side of a request refused it or could not handle it."""


class RequestTimeout(Exception):
    """No reply came within the deadline; the command may still be handled."""
