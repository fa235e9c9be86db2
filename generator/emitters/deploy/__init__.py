"""What it takes to run the system elsewhere: an image, a compose file, Kubernetes manifests, for one environment."""

from ..emitter import Emitter
from .emit import emit

EMITTER = Emitter("deploy", emit)
