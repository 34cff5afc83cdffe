"""What readers see for the words of the closed lists in the files."""


def mark(text: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text


LABELS: dict[str, dict[str, str]] = {
    "health": {
        "green": mark("Green"),
        "amber": mark("Amber"),
        "red": mark("Red"),
        "grey": mark("Grey"),
        "blue": mark("Blue"),
    },
    "dimension": {
        "schedule": mark("Schedule"),
        "cost": mark("Cost"),
        "scope": mark("Scope"),
        "quality": mark("Quality"),
        "risk": mark("Risk"),
        "resources": mark("Resources"),
        "benefits": mark("Benefits"),
    },
    "state": {
        "proposed": mark("Proposed"),
        "approved": mark("Approved"),
        "active": mark("Active"),
        "on-hold": mark("On hold"),
        "completed": mark("Completed"),
        "cancelled": mark("Cancelled"),
    },
    "trend": {
        "better": mark("better"),
        "same": mark("unchanged"),
        "worse": mark("worse"),
    },
    "milestone": {
        "reached": mark("reached"),
        "overdue": mark("overdue"),
        "late": mark("late"),
        "planned": mark("on plan"),
        "undated": mark("no date"),
    },
    "risk_type": {
        "threat": mark("Threat"),
        "opportunity": mark("Opportunity"),
    },
    "risk_status": {
        "identified": mark("identified"),
        "assessed": mark("assessed"),
        "responding": mark("responding"),
        "occurred": mark("occurred"),
        "closed": mark("closed"),
    },
    "risk_cell": {
        "G": mark("accept"),
        "Y": mark("watch"),
        "O": mark("act"),
        "R": mark("escalate"),
    },
    "opportunity_cell": {
        "G": mark("leave"),
        "Y": mark("keep in view"),
        "O": mark("pursue"),
        "R": mark("pursue first"),
    },
    "strategy": {
        "avoid": mark("avoid"),
        "reduce": mark("reduce"),
        "transfer": mark("transfer"),
        "share": mark("share"),
        "accept": mark("accept"),
        "exploit": mark("exploit"),
        "enhance": mark("enhance"),
        "escalate": mark("escalate"),
    },
    "severity": {
        "low": mark("low"),
        "medium": mark("medium"),
        "high": mark("high"),
        "critical": mark("critical"),
    },
    "issue_status": {
        "open": mark("open"),
        "in-progress": mark("in progress"),
        "escalated": mark("escalated"),
        "resolved": mark("resolved"),
        "closed": mark("closed"),
    },
    "change_status": {
        "draft": mark("draft"),
        "submitted": mark("submitted"),
        "assessed": mark("assessed"),
        "approved": mark("approved"),
        "rejected": mark("rejected"),
        "postponed": mark("postponed"),
        "implemented": mark("implemented"),
        "withdrawn": mark("withdrawn"),
    },
    "benefit_status": {
        "planned": mark("planned"),
        "on-track": mark("on track"),
        "at-risk": mark("at risk"),
        "realised": mark("realised"),
        "not-realised": mark("not realised"),
    },
    "agreement": {
        "agreed": mark("agreed"),
        "not-agreed": mark("not agreed"),
        "unknown": mark("not said"),
    },
    "reporting": {
        "current": mark("current"),
        "stale": mark("stale"),
        "never": mark("never reported"),
        "not-expected": mark("not expected"),
    },
}
"""English labels by group and word."""
