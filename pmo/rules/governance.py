"""Family 8xx: governance."""

from pmo.rules import authority, gate_reviews, lifecycle, oversight, reporting, scales
from pmo.rules.rule import Rule, checked

GOVERNANCE_RULES: tuple[Rule, ...] = (
    checked("PMO801", oversight.sponsor_is_manager, governance=True),
    checked("PMO802", oversight.led_by_nobody, "warning"),
    checked("PMO803", oversight.accountable_not_one, governance=True),
    checked("PMO804", oversight.nobody_responsible, governance=True),
    checked("PMO805", oversight.large_without_body, "warning"),
    checked("PMO806", oversight.tolerance_looser_than_above, "info"),
    checked("PMO807", oversight.delegated_to_oneself),
    checked("PMO808", oversight.escalated_to_empty_body, "warning"),
    checked("PMO811", authority.approved_above_authority, governance=True),
    checked("PMO812", authority.decided_by_outsider, "warning"),
    checked("PMO813", authority.approved_in_the_future),
    checked("PMO821", gate_reviews.held_without_decision, governance=True),
    checked("PMO822", gate_reviews.conditional_without_conditions, governance=True),
    checked("PMO823", gate_reviews.passed_with_unmet_criterion, governance=True),
    checked("PMO824", gate_reviews.missing_evidence, "warning"),
    checked("PMO825", gate_reviews.held_in_the_future),
    checked("PMO826", gate_reviews.phase_without_gate, governance=True),
    checked("PMO827", gate_reviews.never_approved, "warning"),
    checked("PMO831", reporting.red_without_decision, governance=True),
    checked("PMO832", reporting.override_expired, "warning"),
    checked("PMO833", reporting.override_without_colour, "info"),
    checked("PMO834", reporting.needed_decision_overdue, "warning"),
    checked("PMO841", lifecycle.proposed_with_costs, "warning"),
    checked("PMO842", lifecycle.active_without_method, "info"),
    checked("PMO843", lifecycle.completed_without_closure, "warning"),
    checked("PMO844", lifecycle.closed_in_the_future),
    checked("PMO845", lifecycle.closure_review_overdue, "warning"),
    checked("PMO851", scales.score_outside_its_scale),
    checked("PMO852", scales.scale_out_of_order),
    checked("PMO853", scales.unknown_country),
    checked("PMO854", scales.unknown_locale, "warning"),
)
