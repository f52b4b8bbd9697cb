"""What the forms of projects say."""

from typing import Final

from ...tongue import word

LABELS: Final = {
    **{
        "phase_name": word("Name"),
        "baseline_name": word("Name"),
        "template_name": word("Name"),
        "place": word("Place in the order"),
    },
    **{
        "gate": word("What must hold at the gate"),
        "outside": word("Name of somebody from outside"),
        "heading": word("What for"),
    },
    **{"with_budget": word("Tell of the money, too"), "left": word("What becomes of what is left")},
    **{
        "people": word("Who is which role"),
        "valid_from": word("Valid from"),
        "interest": word("Interest in the project"),
    },
}
HINTS: Final = {
    "place": word("1 is the first phase"),
    "amount": word("In whole units, such as 1250.50"),
    "budget": word("In whole units, such as 1250.50"),
    "people": word("Role=address, separated by commas: Designer=ann@acme.com"),
    "with_budget": word("Whoever reads the report reads the budget"),
    "left": word("Empty: nothing is left"),
    "outside": word("Instead of a member"),
    "status_report.draft:health": word("Empty: as the figures suggest"),
    "phase": word("Its number; the project's plan adds tasks to phases by itself"),
}
BUTTONS: Final = {
    **{
        "pass": word("Pass the gate"),
        "take": word("Take it"),
        "use": word("Create the project"),
        "draft": word("Begin"),
        "publish": word("Publish"),
    },
    **{
        "share": word("Share"),
        "unshare": word("Revoke the link"),
        "approve": word("Approve"),
        "complete": word("Complete"),
    },
    **{"discard": word("Throw away"), "return": word("Take it back")},
}
TITLES: Final = {
    **{"phase.add": word("New phase"), "phase.update": word("Edit phase"), "phase.remove": word("Remove this phase?")},
    **{
        "phase.pass": word("Pass the gate"),
        "phase.reopen": word("Close the gate again?"),
        "deliverable.add": word("New deliverable"),
    },
    **{"deliverable.update": word("Edit deliverable"), "deliverable.remove": word("Withdraw this deliverable?")},
    **{"deliverable.accept": word("Accept it"), "deliverable.return": word("Take the acceptance back?")},
    **{"stakeholder.add": word("New stakeholder"), "stakeholder.update": word("Edit stakeholder")},
    **{
        "stakeholder.remove": word("Take them off?"),
        "project.approve": word("Approve %(key)s"),
        "project.decline": word("Decline %(key)s"),
    },
    **{"project.complete": word("Complete %(key)s"), "budget_line.add": word("Plan an expense")},
    **{"budget_line.update": word("Edit planned expense"), "budget_line.remove": word("Strike it out?")},
    **{"cost.add": word("Enter a cost"), "cost.update": word("Edit cost"), "cost.remove": word("Withdraw this cost?")},
    **{
        "rate.set": word("Set a rate"),
        "rate.remove": word("Withdraw this rate?"),
        "baseline.take": word("Take a baseline"),
    },
    **{"baseline.remove": word("Remove this baseline?"), "template.create": word("New template")},
    **{"template.update": word("Edit template"), "template.remove": word("Remove this template?")},
    **{"template.use": word("New project from a template"), "status_report.draft": word("New status report")},
    **{"status_report.edit": word("Edit report"), "status_report.publish": word("Publish it?")},
    **{"status_report.discard": word("Throw this draft away?"), "status_report.share": word("Share it by a link?")},
    "status_report.unshare": word("Revoke the link?"),
}
DONE: Final = {
    **{
        "project.approve": word("%(key)s approved"),
        "project.decline": word("%(key)s declined"),
        "project.complete": word("%(key)s completed"),
    },
    **{
        "status_report.publish": word("Published"),
        "status_report.share": word("Shared"),
        "status_report.unshare": word("Link revoked"),
    },
    **{
        "baseline.take": word("Plan put on record"),
        "phase.pass": word("Gate passed"),
        "deliverable.accept": word("Accepted"),
    },
    "template.create": word("Template made"),
}
MADE: Final = {
    "template.create": "/templates/{id}",
    "template.use": "/projects/{key}",
    "status_report.draft": "/status-reports/{id}",
}
"""Where what was just made is looked at."""
