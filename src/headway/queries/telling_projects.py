"""What happens to projects and their parts, in words."""

from typing import Final

PHRASES: Final = {
    "phase.added": "added the phase {name}",
    "phase.passed": "passed the gate of a phase",
    "phase.reopened": "closed the gate of a phase again",
    "phase.removed": "took out the phase {old name}",
    "deliverable.added": "added the deliverable {title}",
    "deliverable.accepted": "accepted a deliverable",
    "deliverable.returned": "took the acceptance of a deliverable back",
    "deliverable.removed": "withdrew the deliverable {old title}",
    "stakeholder.added": "added a stakeholder",
    "stakeholder.removed": "took a stakeholder off",
    "decision.made": "decided: {verdict}",
    "budget_line.added": "planned to spend on {heading}",
    "budget_line.removed": "struck {old heading} out of what is planned",
    "cost.added": "entered a cost of {heading}",
    "cost.removed": "withdrew a cost of {old heading}",
    "baseline.taken": "put the plan on record as {name}",
    "baseline.kept": "kept the plan, item by item",
    "baseline.removed": "removed the baseline {old name}",
    "template.created": "made the template {name}",
    "template.removed": "removed the template {old name}",
    "status_report.drafted": "began the status report {title}",
    "status_report.edited": "edited a status report",
    "status_report.published": "published a status report",
    "status_report.shared": "shared a status report by a link",
    "status_report.unshared": "revoked the link of a status report",
    "status_report.discarded": "threw the draft {old title} away",
}
