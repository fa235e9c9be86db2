from elsewhere import Handlers
from generated.services.mixed import Mixed


class MixedHandlers(Handlers, Mixed):
    """What is missing here may be in Handlers."""
