"""Family 7xx: people, equipment and vendors."""

from pmo.rules import skills, staffing, suppliers
from pmo.rules.rule import Rule, checked

RESOURCE_RULES: tuple[Rule, ...] = (
    checked("PMO701", staffing.allocation_of_nothing),
    checked("PMO702", staffing.allocated_outside_employment),
    checked("PMO703", staffing.allocated_during_absence, "warning"),
    checked("PMO704", staffing.load_above_capacity, "warning"),
    checked("PMO705", staffing.allocation_outside_plan, "warning"),
    checked("PMO706", staffing.allocation_of_ended_project, "warning"),
    checked("PMO707", staffing.request_begins_unanswered, "warning"),
    checked("PMO708", staffing.more_than_there_are, "warning"),
    checked("PMO709", staffing.equipment_not_there),
    checked("PMO710", staffing.promised_to_several, "warning"),
    checked("PMO711", skills.certificate_expired, "warning"),
    checked("PMO712", skills.certificate_expires_soon, "info"),
    checked("PMO713", skills.certificate_missing, "warning"),
    checked("PMO714", skills.training_overdue, "warning"),
    checked("PMO715", skills.completed_in_the_future),
    checked("PMO716", skills.own_mentor),
    checked("PMO717", staffing.role_unfilled, "warning"),
    checked("PMO721", suppliers.contract_ended_while_work_goes_on, "warning"),
    checked("PMO722", suppliers.contract_deliverable_overdue, "warning"),
    checked("PMO723", suppliers.delivered_in_the_future),
    checked("PMO724", suppliers.accepted_before_delivered, "warning"),
    checked("PMO725", suppliers.service_level_missed, "info"),
    checked("PMO726", suppliers.notice_day_near, "info"),
    checked("PMO727", suppliers.delivery_waits_for_acceptance, "warning"),
    checked("PMO728", suppliers.milestone_without_contract, "info"),
)
