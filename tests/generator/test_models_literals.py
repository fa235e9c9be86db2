"""Text into source: whatever goes in, a literal, a docstring or a comment comes out."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from flowmart.generator.emitters.literals import comment, docstring, python_literal
from flowmart.generator.model.json import Json

# Every character, surrogates too, and often those that could end a literal.
texts = st.text(st.one_of(st.characters(codec=None), st.sampled_from("\"'\\\n\r\0{}#\u202e\u2028\x85\ud800")), max_size=60)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_a_literal_is_the_value(value: Json) -> None:
    source = python_literal(value)
    assert source.isprintable()
    assert eval(source, {"__builtins__": {"float": float}}) == value


@given(texts)
def test_a_docstring_is_one_string_whatever_it_holds(text: str) -> None:
    source = docstring(text)
    tree = ast.parse(f"class A:\n    {source}\n    pass\n" if source else "class A:\n    pass\n")
    (only,) = tree.body
    assert isinstance(only, ast.ClassDef)
    assert len(only.body) == (2 if source else 1)
    assert source.replace("\n", "").isprintable()


@given(texts)
def test_a_comment_is_one_line_and_no_encoding(text: str) -> None:
    source = comment(text)
    assert source.startswith("# ") and source.isprintable()
    assert ast.parse(source.encode()).body == []


def test_a_docstring_keeps_lines_and_wraps_long_ones() -> None:
    text = docstring(f"First.\n\n- a list\n- {'word ' * 40}")
    assert text.splitlines()[0] == '"""First.' and text.splitlines()[-1] == '    """'
    assert max(map(len, text.splitlines())) <= 110
