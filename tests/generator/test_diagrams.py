"""The diagrams: FlowMart's overview has exactly the components and edges of the reference, and Mermaid itself reads every diagram."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from flowmart.generator.config import Config
from flowmart.generator.emitters.diagrams import EMITTER
from flowmart.generator.emitters.diagrams.mermaid import Chart, Shape, comment_text, quoted, slug
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.render import Renderer
from flowmart.generator.source import read_catalog

REPOSITORY = Path(__file__).parents[2]
SUPPORT = REPOSITORY / "tests" / "support"
AWKWARD = REPOSITORY / "tests" / "cases" / "generate"

CHANNELS = ("Web Application", "Mobile Apps", "Third-Party Integrations")
GATEWAY = "API Gateway / BFF"
DOMAINS = ("Orders", "Inventory", "Payment", "Shipping", "Subscription", "Notification")
EXTERNAL = ("Payment Gateways", "Logistics Providers", "Email/SMS Providers")
STORES = tuple(f"{domain} database" for domain in DOMAINS)


def diagrams(catalog: Path) -> dict[str, str]:
    graph = resolve(read_catalog(catalog, frozenset()).catalog).graph
    renderer = Renderer()
    return {page.path: renderer.text(page) for page in EMITTER.emit(graph, Config()).pages}


def edges(mermaid: str) -> set[tuple[str, str, str]]:
    """(label, arrow, label) of every edge, for nodes whose label is their line's first quoted text."""
    labels = dict(re.findall(r'^\s+(\w+)[\[(>{]+"([^"]*)"', mermaid, re.MULTILINE))
    found = re.findall(r'^\s+(\w+) (<?--?>)(?:\|"[^"]*"\|)? (\w+)$', mermaid, re.MULTILINE)
    return {(labels[source], arrow, labels[target]) for source, arrow, target in found}


def test_flowmarts_overview_has_exactly_the_components_and_edges_of_the_reference() -> None:
    overview = diagrams(REPOSITORY / "catalog")["diagrams/overview.mmd"]
    nodes = re.findall(r'^\s+\w+[\[(]+"([^"]*)"[\])]+:::', overview, re.MULTILINE)
    assert sorted(nodes) == sorted((*CHANNELS, GATEWAY, *DOMAINS, *EXTERNAL, *STORES))

    one_way = {(channel, GATEWAY) for channel in CHANNELS}
    one_way |= {(GATEWAY, domain) for domain in DOMAINS if domain != "Notification"}
    one_way |= {(domain, f"{domain} database") for domain in DOMAINS}
    one_way |= set(zip(("Payment", "Shipping", "Notification"), EXTERNAL, strict=True))
    exchanging = {frozenset(("Orders", other)) for other in ("Inventory", "Payment", "Shipping", "Notification")}
    exchanging |= {frozenset(("Payment", "Subscription"))}
    drawn = edges(overview)
    assert {(source, target) for source, arrow, target in drawn if arrow == "-->"} == one_way
    assert {frozenset((source, target)) for source, arrow, target in drawn if arrow == "<-->"} == exchanging
    assert overview.count('|"reads and writes"|') == len(DOMAINS)


def test_there_is_a_diagram_for_every_domain_service_and_flow() -> None:
    paths = set(diagrams(REPOSITORY / "catalog"))
    catalog = REPOSITORY / "catalog"
    assert {f"diagrams/domains/{domain.lower()}.mmd" for domain in DOMAINS} <= paths
    assert {f"diagrams/flows/{flow.name}.mmd" for flow in (catalog / "flows").iterdir()} <= paths
    assert {"diagrams/services/orders-service.mmd", "diagrams/services/billing-service.mmd"} <= paths


def test_every_character_of_a_label_stands_for_itself() -> None:
    assert quoted('a "b" <c> & #d; `e` \\ %%{f}|') == (
        '"a #quot;b#quot; #lt;c#gt; #amp; #35;d#59; #96;e#96; #92; #37;#37;#123;f#125;#124;"'
    )
    assert quoted("two\nlines\u202e\0") == '"two lines"'
    assert quoted("one", "two") == '"one<br/>two"'
    assert quoted(" ") == '"?"'
    assert len(quoted("x" * 1000)) < 130


def test_nodes_of_different_things_have_different_ids_and_none_is_a_keyword() -> None:
    chart = Chart()
    for key in ("end", "End", "注文", "注", "***", "subgraph"):
        chart.node(key, key, key, Shape.EVENT)
    ids = [line.split("(")[0].strip() for line in chart.view("").lines]
    assert ids == ["event_end", "event_end_2", "event_u6ce8u6587", "event_u6ce8", "event_x2a2a2a", "event_subgraph"]


@pytest.mark.parametrize(
    ("name", "path"),
    [("OrdersService", "orders-service"), ("orders service", "orders-service"), ("Tür", "tufcr"), ("***", "x2a2a2a"), ("../etc", "etc")],
)
def test_names_become_paths_of_ascii_words(name: str, path: str) -> None:
    assert slug(name) == path


def test_a_comment_cannot_hold_a_directive() -> None:
    assert comment_text('a\n%%{init: {"theme": 1}}%%') == 'a ___init: _"theme": 1____'


def parse(files: Iterable[Path]) -> list[str]:
    """Mermaid's own complaints about the files, file first."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    if not (SUPPORT / "node_modules" / "mermaid").is_dir():
        reason = "needs Mermaid: run `npm install --prefix tests/support`"
        if os.environ.get("FLOWMART_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = [node, str(SUPPORT / "parse_mermaid.mjs")]
    answer = subprocess.run(command, input="\n".join(map(str, files)), capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(lines) == len(list(files))
    return [f"{line['file']}: {line['error']}" for line in lines if "error" in line]


def write(catalog: Path, folder: Path) -> list[Path]:
    files: list[Path] = []
    for path, text in diagrams(catalog).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return files


def test_mermaid_reads_every_diagram(tmp_path: Path) -> None:
    catalogs = [REPOSITORY / "catalog", *sorted(AWKWARD.glob("*/catalog"))]
    files = [file for number, catalog in enumerate(catalogs) for file in write(catalog, tmp_path / str(number))]
    broken = tmp_path / "broken.mmd"
    broken.write_text('flowchart LR\n    a["x "y"] --> b\n')
    complaints = parse([*files, broken])
    assert [complaint.partition(":")[0] for complaint in complaints] == [str(broken)]


def test_mermaid_reads_the_diagrams_of_real_catalogs(tmp_path: Path, corpora: Path) -> None:
    catalogs = sorted(folder for folder in corpora.iterdir() if (folder / "domains").is_dir())
    assert catalogs
    files = [file for number, catalog in enumerate(catalogs) for file in write(catalog, tmp_path / str(number))]
    assert parse(files) == []
