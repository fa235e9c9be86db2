from generated.services.assigned import Assigned


class AssignedHandlers(Assigned):
    on_payment_processed = lambda self, event, tx: None
