"""Templates are strict, a project may replace one by name, and nothing is imported before something is rendered."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flowmart.generator.diagnostics import FlowmartError
from flowmart.generator.emitters.emitter import Page
from flowmart.generator.render import TEMPLATES, Renderer


@dataclass(frozen=True)
class View:
    header: str = "# header"
    docstring: str = '"""<&>"""'


def page(view: object, template: str = "shared/package.py.jinja") -> Page:
    return Page("x.py", template, view)


def test_text_is_not_escaped_for_html() -> None:
    assert Renderer().text(page(View())) == '# header\n"""<&>"""\n'


def test_a_projects_own_template_goes_first_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/package.py.jinja").write_text("{% if true %}\nmine: {{ view.header }}\n{% endif %}\n")
    renderer = Renderer(tmp_path)
    assert renderer.text(page(View())) == "mine: # header\n"
    assert renderer.text(page(type("V", (), {"text": "{}"})(), "gateway/openapi.json.jinja")) == "{}"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ view.nothing }}", "has no attribute 'nothing'"),
        ("{{ other }}", "'other' is undefined"),
        ("\n{% for %}", "bad.jinja:2"),
        ('{% include "absent.jinja" %}', "absent.jinja"),
    ],
)
def test_a_wrong_template_of_the_project_is_named(tmp_path: Path, template: str, words: str) -> None:
    (tmp_path / "bad.jinja").write_text(template)
    with pytest.raises(FlowmartError) as error:
        Renderer(tmp_path).text(page(View(), "bad.jinja"))
    assert "template bad.jinja cannot be rendered" in str(error.value)
    assert words in str(error.value)


def test_templates_are_short_and_in_the_folder_of_their_emitter() -> None:
    for template in TEMPLATES.rglob("*.jinja"):
        assert len(template.read_text().splitlines()) <= 120, template


def test_jinja2_is_imported_only_when_a_page_is_rendered() -> None:
    code = "import sys; from flowmart.generator.render import Renderer; Renderer(); print('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
