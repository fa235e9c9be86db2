"""What `flowmart generate` has to say about the models beside the findings of lint: documentation only, the model emitter finds them."""

from ..rule import AnyRule
from . import closed_parts, default_dropped, message_choice, no_model, unchecked_keyword

MODEL_RULES: tuple[AnyRule, ...] = (
    unchecked_keyword.RULE,
    closed_parts.RULE,
    default_dropped.RULE,
    message_choice.RULE,
    no_model.RULE,
)
