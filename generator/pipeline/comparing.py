"""`flowmart breaking`: the catalog against what it was, and who is hurt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..config import Config
from ..diagnostics import FlowmartError, Report
from ..graph.graph import Graph
from ..graph.resolve import resolve
from ..model.ids import ResourceType
from ..model.resources import DataProduct
from ..source import read_catalog, read_config
from ..source.files import read_text
from .project import CONFIG_NAME, Project, rendered_report, with_related

if TYPE_CHECKING:
    from ..reporters.markdown import Affected
    from ..rules.consequences import Consequence


@dataclass(frozen=True, slots=True)
class Breaking:
    """What `breaking` found. `consequences` are the findings with whom they hurt."""

    report: Report
    consequences: "tuple[Consequence, ...]"
    graph: Graph

    def affected(self) -> "tuple[Affected, ...]":
        """The findings as the Markdown summary shows them."""
        from ..reporters.markdown import Affected

        return tuple(
            Affected(
                found.diagnostic,
                found.message,
                tuple((consumer.id, ", ".join(consumer.teams), consumer.uses) for consumer in found.consumers),
                "" if found.approval is None else f"{found.approval.reason} (until {found.approval.until.isoformat()})",
            )
            for found in self.consequences
        )


def breaking(
    project: Project, against: str, *, today: date, consumers_only: bool = False, only: Sequence[str] = (), without: Sequence[str] = ()
) -> "Breaking":
    """Compares the project's catalog with what it was: in a folder (a catalog, or a project) or a git revision. Raises FlowmartError.

    Findings about the configuration are in the report; those of lint are not.
    """
    from ..graph.compare import Differences
    from ..rules.consequences import breaking as judged
    from ..rules.review import Review
    from ..source.revision import folder_at

    new = _graph_of(project.catalog, project.config)
    folder = Path(against)
    if folder.is_dir():
        old = _graph_of(_catalog_in(folder), project.config)
        contracts = _contracts(old, _catalog_in(folder))
    else:
        with folder_at(against, project.catalog) as temporary:
            old = _graph_of(temporary, project.config)
            contracts = _contracts(old, temporary)
    outcome = judged(
        Review(Differences(old, new, (contracts, _contracts(new, project.catalog))), project.config.breaking),
        today=today,
        consumers_only=consumers_only,
        only=only,
        without=without,
    )
    shown = tuple(replace(found, diagnostic=with_related(project, found.diagnostic)) for found in outcome.consequences)
    report = Report((*project.diagnostics, *outcome.about_approvals, *(found.diagnostic for found in shown)))
    return Breaking(report, shown, new)


def breaking_report(found: "Breaking", format: str, *, color: bool = False) -> Iterator[str]:
    """The findings in a format of reporters/registry.py, or as `markdown` for a pull request."""
    from ..reporters.markdown import markdown
    from ..rules.breaking import BREAKING_RULES

    if format == "markdown":
        return markdown(found.report, found.affected(), found.graph)
    return rendered_report(found.report, BREAKING_RULES, format, color=color)


def _graph_of(folder: Path, config: Config) -> Graph:
    """The graph of a catalog that has something in it: an empty one would look as if everything was added or removed."""
    graph = resolve(read_catalog(folder, config.dependencies).catalog).graph
    if not graph.catalog.resources:
        raise FlowmartError(f"{folder} holds no resource: name the folder that has domains/, services/, events/ ...")
    return graph


def _contracts(graph: Graph, folder: Path) -> dict[str, str]:
    """The texts of the contracts of data products, by their paths in the catalog; none that leads out of it."""
    from ..graph.compare import contract_path

    found: dict[str, str] = {}
    for product in graph.current(ResourceType.DATA_PRODUCT, DataProduct):
        for output in product.outputs:
            if output.contract is not None:
                path = contract_path(product, output.contract)
                text = None if path.startswith(("..", "/")) else read_text(folder / path)
                if text is not None:
                    found[path] = text
    return found


def _catalog_in(folder: Path) -> Path:
    """The catalog of a project's folder, or the folder itself."""
    if not (folder / CONFIG_NAME).exists():
        return folder
    return folder / read_config(folder / CONFIG_NAME)[0].catalog
