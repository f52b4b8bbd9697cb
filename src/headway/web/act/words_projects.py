"""What the forms of projects say."""

from typing import Final

LABELS: Final = {
    **{"phase_name": "Name", "baseline_name": "Name", "template_name": "Name", "place": "Place in the order"},
    **{"gate": "What must hold at the gate", "outside": "Name of somebody from outside", "heading": "What for"},
    **{"with_budget": "Tell of the money, too", "left": "What becomes of what is left"},
    **{"people": "Who is which role", "valid_from": "Valid from", "interest": "Interest in the project"},
}
HINTS: Final = {
    "place": "1 is the first phase",
    "amount": "In whole units, such as 1250.50",
    "budget": "In whole units, such as 1250.50",
    "people": "Role=address, separated by commas: Designer=ann@acme.com",
    "with_budget": "Whoever reads the report reads the budget",
    "left": "Empty: nothing is left",
    "outside": "Instead of a member",
    "health": "Empty: as the figures suggest",
    "phase": "Its number; the project's plan adds tasks to phases by itself",
}
BUTTONS: Final = {
    **{"pass": "Pass the gate", "take": "Take it", "use": "Create the project", "draft": "Begin", "publish": "Publish"},
    **{"share": "Share", "unshare": "Revoke the link", "approve": "Approve", "complete": "Complete"},
    **{"discard": "Throw away", "return": "Take it back"},
}
TITLES: Final = {
    **{"phase.add": "New phase", "phase.update": "Edit phase", "phase.remove": "Remove this phase?"},
    **{"phase.pass": "Pass the gate", "phase.reopen": "Close the gate again?", "deliverable.add": "New deliverable"},
    **{"deliverable.update": "Edit deliverable", "deliverable.remove": "Withdraw this deliverable?"},
    **{"deliverable.accept": "Accept it", "deliverable.return": "Take the acceptance back?"},
    **{"stakeholder.add": "New stakeholder", "stakeholder.update": "Edit stakeholder"},
    **{"stakeholder.remove": "Take them off?", "project.approve": "Approve {key}", "project.decline": "Decline {key}"},
    **{"project.complete": "Complete {key}", "budget_line.add": "Plan an expense"},
    **{"budget_line.update": "Edit planned expense", "budget_line.remove": "Strike it out?"},
    **{"cost.add": "Enter a cost", "cost.update": "Edit cost", "cost.remove": "Withdraw this cost?"},
    **{"rate.set": "Set a rate", "rate.remove": "Withdraw this rate?", "baseline.take": "Take a baseline"},
    **{"baseline.remove": "Remove this baseline?", "template.create": "New template"},
    **{"template.update": "Edit template", "template.remove": "Remove this template?"},
    **{"template.use": "New project from a template", "status_report.draft": "New status report"},
    **{"status_report.edit": "Edit report", "status_report.publish": "Publish it?"},
    **{"status_report.discard": "Throw this draft away?", "status_report.share": "Share it by a link?"},
    "status_report.unshare": "Revoke the link?",
}
DONE: Final = {
    **{"project.approve": "{key} approved", "project.decline": "{key} declined", "project.complete": "{key} completed"},
    **{"status_report.publish": "Published", "status_report.share": "Shared", "status_report.unshare": "Link revoked"},
    **{"baseline.take": "Plan put on record", "phase.pass": "Gate passed", "deliverable.accept": "Accepted"},
    "template.create": "Template made",
}
MADE: Final = {
    "template.create": "/templates/{id}",
    "template.use": "/projects/{key}",
    "status_report.draft": "/status-reports/{id}",
}
"""Where what was just made is looked at."""
