from generated.services.ghost_service import GhostService


class Ghost(GhostService):
    pass
