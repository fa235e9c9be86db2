"""A class of the project's own (`models: own:`) stands for a message whose schema is Avro or Protobuf.

Why: flowmart writes binary of the classes that it made, so an own class is JSON only, and in the form that its author gives it: Avro's
and Protobuf's own JSON is up to him. Where the message or its channel asks for binary this is an error, because sending it would fail.

Bad:

    models:
      own: {OrderShipped: services.own:OrderShipped}    # OrderShipped has a schema.avsc and x-flowmart-encoding: avro

Good:

    models:
      base: services.shop_models:ShopModel              # methods of one's own below the generated class
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/own-class", Severity.WARNING, __doc__)
