"""The AsyncAPI document of a FastStream application, printed by a process of its own: the user's code is imported there, never here."""

import subprocess
import sys
from pathlib import Path

from ..diagnostics import FlowmartError

_SECONDS = 60
_PRINT = """
import importlib, json, sys
sys.path.insert(0, "")
module, _, name = sys.argv[1].partition(":")
app = importlib.import_module(module)
for part in (name or "app").split("."):
    app = getattr(app, part)
try:
    from faststream.specification.asyncapi import AsyncAPI
    document = app.schema.to_specification() if hasattr(app, "schema") else AsyncAPI(app).to_specification()
except ImportError:
    from faststream.asyncapi.generate import get_app_schema
    document = get_app_schema(app)
print(json.dumps(json.loads(document.to_json()), indent=2))
"""


def printed(application: str, folder: Path) -> str:
    """What the application `package.module:name` says of itself. Raises FlowmartError with the end of its traceback when it can't."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PRINT, application], cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FlowmartError(f"{application} did not print its AsyncAPI document within {_SECONDS} seconds") from error
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise FlowmartError(f"{application} can't print its AsyncAPI document: {last[0]}")
    return done.stdout
