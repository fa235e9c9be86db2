"""What was measured against what was promised."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bar:
    """`wanted` is None for a number that is only shown; `by_cpu` is the same ratio of CPU times, the steadier one on a busy machine."""

    name: str
    wanted: float | None
    measured: float
    by_cpu: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        if self.wanted is None:
            return True
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


@dataclass
class Bars:
    """Every ratio of a run."""

    all: list[Bar] = field(default_factory=list[Bar])

    def add(self, name: str, wanted: float | None, ratio: tuple[float, float | None], *, at_most: bool = False) -> None:
        self.all.append(Bar(name, wanted, ratio[0], ratio[1], at_most))

    @property
    def missed(self) -> list[Bar]:
        return [bar for bar in self.all if not bar.met]

    def text(self) -> str:
        lines = [f"\n{'':62}{'measured':>10}{'by CPU':>9}{'bar':>9}"]
        for bar in self.all:
            by_cpu = "" if bar.by_cpu is None else f"{bar.by_cpu:.2f}"
            bound = "" if bar.wanted is None else f"{'<=' if bar.at_most else '>='} {bar.wanted:g}"
            lines.append(f"{bar.name:62}{bar.measured:>10,.2f}{by_cpu:>9}{bound:>9}{'' if bar.met else '  MISSED'}")
        return "\n".join(lines)
