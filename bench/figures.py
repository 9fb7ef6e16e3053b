"""Figures with bounds: a value, what it may be at most (or must be at least), and whether it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.measure import Cost


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `bound` is the greatest value allowed, or with `at_least` the smallest; without one, or where `judged` is false, the
    figure is only shown."""

    site: str
    name: str
    value: float
    unit: str = ""
    bound: float | None = None
    note: str = ""
    judged: bool = True
    at_least: bool = False

    @property
    def verdict(self) -> str:
        if self.bound is None or not self.judged:
            return "shown"
        return "pass" if (self.value >= self.bound if self.at_least else self.value <= self.bound) else "FAIL"

    def json(self) -> dict[str, object]:
        return asdict(self) | {"verdict": self.verdict}


Round = Mapping[str, Cost]


def ratios(rounds: Iterable[Round], label: str, base: str, what: str = "cpu") -> list[float]:
    """label's cost over base's cost of the same round: what slows the machine down slows both."""
    return [getattr(each[label], what) / getattr(each[base], what) for each in rounds if label in each and base in each]


def middle(site: str, name: str, values: Sequence[float], *, unit: str = "", bound: float | None = None, judged: bool = True) -> Figure:
    """The median of the rounds as a figure, their span as its note."""
    span = f"{len(values)} rounds, {short(min(values))} to {short(max(values))}" if len(values) > 1 else "1 round"
    return Figure(site, name, median(values), unit, bound, span, judged)


def wrong(counts: Mapping[str, int]) -> int:
    """How many releases are missing, too many, or not as the truth has them."""
    truth = counts["truth"]
    return counts["missing"] + counts["extra"] + sum(truth - counts["missing"] - counts[part] for part in ("titles", "dates", "bodies"))


def failed(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.verdict == "FAIL"]


def short(value: float) -> str:
    """Two or three significant digits, without an exponent."""
    if value == int(value):
        return f"{int(value):,}"
    places = 4 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{places}f}"


def lines(figures: Iterable[Figure]) -> list[str]:
    """One line per figure: name, value, bound, verdict, note."""
    made = []
    for each in figures:
        bound = f"{'>=' if each.at_least else '<='} {short(each.bound)}{each.unit}" if each.bound is not None else ""
        made.append(f"  {each.name:<46} {short(each.value) + each.unit:>10}  {bound:<11} {each.verdict:<5}  {each.note}".rstrip())
    return made


def cost_lines(rounds: Sequence[Round]) -> list[str]:
    """Medians of each command over the rounds. Absolute times are this machine's, at this hour."""
    made = [f"  {'':<14}{'CPU s':>8}{'wall s':>8}{'MB':>6}{'requests':>10}{'304':>6}{'MB in':>9}"]
    for label in dict.fromkeys(label for each in rounds for label in each):
        costs = [each[label] for each in rounds if label in each]
        cpu, wall, memory = (median(getattr(cost, what) for cost in costs) for what in ("cpu", "wall", "memory"))
        asked, got = (median(getattr(cost.traffic, what) for cost in costs) for what in ("requests", "bytes"))
        unchanged = median(cost.traffic.statuses.get(304, 0) for cost in costs)
        made.append(f"  {label:<14}{cpu:>8.2f}{wall:>8.2f}{memory:>6.0f}{asked:>10.0f}{unchanged:>6.0f}{got / 1e6:>9.3f}")
    return made
