"""What `flowmart generate` has to say about the models beside the findings of lint: documentation only, the model emitter finds them."""

from ..rule import AnyRule
from . import closed_parts, default_dropped, message_choice, no_model, own_class, unchecked_keyword

MODEL_RULES: tuple[AnyRule, ...] = (
    unchecked_keyword.RULE,
    closed_parts.RULE,
    default_dropped.RULE,
    message_choice.RULE,
    own_class.RULE,
    no_model.RULE,
)
