"""What the names in a pattern of a `match` stand for."""

import ast
from typing import TYPE_CHECKING

from .values import Value

if TYPE_CHECKING:
    from .evaluate import Evaluator, Frame


def bind_pattern(on: "Evaluator", frame: "Frame", pattern: ast.pattern, subject: Value) -> None:
    match pattern:
        case ast.MatchAs():
            if pattern.pattern is not None:
                bind_pattern(on, frame, pattern.pattern, subject)
            if pattern.name:
                frame.env[pattern.name] = subject
        case ast.MatchClass():
            for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                bind_pattern(on, frame, inner, on.attribute(frame, pattern, subject, name))
            for inner in pattern.patterns:
                bind_pattern(on, frame, inner, subject)
        case ast.MatchOr():
            for inner in pattern.patterns:
                bind_pattern(on, frame, inner, subject)
        case ast.MatchSequence():
            for inner in pattern.patterns:
                bind_pattern(on, frame, inner, on.held(subject))
        case ast.MatchStar() if pattern.name:
            frame.env[pattern.name] = subject
        case ast.MatchMapping():
            for inner in pattern.patterns:
                bind_pattern(on, frame, inner, on.held(subject))
        case _:
            pass
