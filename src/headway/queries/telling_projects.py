"""What happens to projects and their parts, in words."""

from typing import Final

from ..tongue import word

PHRASES: Final = {
    "phase.added": word("added the phase %(name)s"),
    "phase.passed": word("passed the gate of a phase"),
    "phase.reopened": word("closed the gate of a phase again"),
    "phase.removed": word("took out the phase %(old_name)s"),
    "deliverable.added": word("added the deliverable %(title)s"),
    "deliverable.accepted": word("accepted a deliverable"),
    "deliverable.returned": word("took the acceptance of a deliverable back"),
    "deliverable.removed": word("withdrew the deliverable %(old_title)s"),
    "stakeholder.added": word("added a stakeholder"),
    "stakeholder.removed": word("took a stakeholder off"),
    "decision.made": word("decided: %(verdict)s"),
    "budget_line.added": word("planned to spend on %(heading)s"),
    "budget_line.removed": word("struck %(old_heading)s out of what is planned"),
    "cost.added": word("entered a cost of %(heading)s"),
    "cost.removed": word("withdrew a cost of %(old_heading)s"),
    "baseline.taken": word("put the plan on record as %(name)s"),
    "baseline.kept": word("kept the plan, item by item"),
    "baseline.removed": word("removed the baseline %(old_name)s"),
    "template.created": word("made the template %(name)s"),
    "template.removed": word("removed the template %(old_name)s"),
    "status_report.drafted": word("began the status report %(title)s"),
    "status_report.edited": word("edited a status report"),
    "status_report.published": word("published a status report"),
    "status_report.shared": word("shared a status report by a link"),
    "status_report.unshared": word("revoked the link of a status report"),
    "status_report.discarded": word("threw the draft %(old_title)s away"),
}
