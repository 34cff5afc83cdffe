"""`projects/<project>/plan.yaml`: phases, milestones, sprints."""

from pmo.model.base import Record, Shape
from pmo.model.scalars import (
    Date,
    Id,
    MilestoneRef,
    NonNegative,
    OwnerRef,
    PhaseRef,
    Text,
    VendorRef,
    WorkingDays,
)
from pmo.model.shared import Baseline


class DateSpan(Shape, frozen=True, kw_only=True):
    """Start and finish."""

    start: Date | None = None
    """First day."""
    finish: Date | None = None
    """Last day."""


class PlannedPhase(Record, frozen=True, kw_only=True):
    """When a phase of the method takes place."""

    id: PhaseRef
    """Phase of the project's method."""
    baseline: DateSpan = DateSpan()
    """As approved."""
    forecast: DateSpan = DateSpan()
    """As expected now."""
    actual: DateSpan = DateSpan()
    """As it happened."""


class Dependency(Record, frozen=True, kw_only=True):
    """A milestone that must be reached before this one."""

    milestone: MilestoneRef
    """`<id>` in this project, or `<project>/<id>`."""
    lag_days: WorkingDays | None = None
    """Working days that must pass from the predecessor's date to this one. Default: 0."""
    agreed: bool | None = None
    """Whether the other project has agreed to deliver."""


class Milestone(Record, frozen=True, kw_only=True):
    """A point in the plan that is either reached or not."""

    id: Id
    """Identifier."""
    title: Text
    """What is reached."""
    baseline: Date | None = None
    """Approved date."""
    forecast: Date | None = None
    """Date expected now."""
    actual: Date | None = None
    """Day on which it was reached."""
    owner: OwnerRef | None = None
    """Who brings it about."""
    phase: PhaseRef | None = None
    """Phase of the method."""
    weight: NonNegative | None = None
    """Share of the project's work that it earns; the weights of a plan add up to 100."""
    critical: bool = False
    """Whether missing it turns the schedule red."""
    vendor: VendorRef | None = None
    """Vendor it hangs on."""
    after: tuple[MilestoneRef | Dependency, ...] = ()
    """Milestones that come before it."""


class Sprint(Record, frozen=True, kw_only=True):
    """An iteration; amounts in points."""

    id: Id
    """Identifier."""
    start: Date
    """First day."""
    finish: Date
    """Last day."""
    scope: NonNegative | None = None
    """Points of the whole backlog at its end."""
    planned: NonNegative | None = None
    """Points planned."""
    done: NonNegative | None = None
    """Points done."""


class Plan(Record, frozen=True, kw_only=True):
    """Phases, milestones with baseline, forecast and actual, dependencies, sprints.

    Example:

        start: 2026-02-02
        finish: 2027-03-31
        milestones:
          - id: design-approved
            title: Design approved
            baseline: 2026-06-30
            actual: 2026-07-03
            weight: 30
          - id: go-live
            title: Go-live
            baseline: 2027-03-01
            forecast: 2027-03-15
            weight: 70
            critical: true
            after:
              - milestone: design-approved
                lag_days: 120
    """

    start: Date | None = None
    """Baseline start of the whole. Default: first milestone baseline."""
    finish: Date | None = None
    """Baseline finish of the whole. Default: last milestone baseline."""
    phases: tuple[PlannedPhase, ...] = ()
    """Phases."""
    milestones: tuple[Milestone, ...] = ()
    """Milestones."""
    sprints: tuple[Sprint, ...] = ()
    """Sprints."""
    baselines: tuple[Baseline, ...] = ()
    """Each time the baseline was set."""
