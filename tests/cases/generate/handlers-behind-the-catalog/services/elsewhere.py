from generated.services.elsewhere import Elsewhere

ElsewhereHandlers = type("ElsewhereHandlers", (Elsewhere,), {})
