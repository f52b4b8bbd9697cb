"""What cannot be undone, and why: every type of event that is not taken back is named here."""

from collections.abc import Iterable
from typing import Final

from ..tongue import word

_SETTING: Final = word("settings are changed back where they are made, for others may already work by them")
_RECORD: Final = word("it is a record, which says what was so")
_HOUSE: Final = word("the house did it by its rules, and people were told")
_OUTSIDE: Final = word("it came from outside, and the sender has been answered")


def _because(reason: str, types: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(types, reason)


LASTING: Final = {
    **_because(
        _SETTING,
        (
            *("workspace.created", "workspace.changed", "team.created", "team.changed"),
            *("member.added", "member.changed", "membership.added", "membership.changed", "membership.removed"),
            *("state.added", "state.changed", "state.removed", "field.added", "field.changed", "timebox.added"),
            *("calendar.added", "calendar.changed", "calendar.removed"),
            *("calendar_day.added", "calendar_day.changed", "calendar_day.removed"),
            *("service_level.added", "service_level.changed", "service_level.removed", "issue_rule.set"),
            *("escalation_path.added", "escalation_path.changed", "escalation_level.added", "escalation_level.changed"),
            "escalation_level.removed",
            *("form.added", "form.changed", "rota.joined", "rota.left"),
            *("automation.added", "automation.changed", "automation.removed"),
            *("notification_choice.set", "digest.set"),
        ),
    ),
    **_because(_RECORD, ("decision.made", "baseline.taken", "baseline.kept", "baseline.removed")),
    **_because(_HOUSE, ("escalation.fired", "item.breached", "automation_run.made", "reminder.sent", "finding.told")),
    **_because(_OUTSIDE, ("mail.received", "report.received")),
    **_because(
        word("a token that was told or revoked cannot be untold; make another"), ("token.created", "token.revoked")
    ),
    **_because(word("the next in turn has been asked already; assign it to somebody else"), ("rota.turned",)),
    **_because(word("each kind has fields of its own; convert it again"), ("item.converted",)),
    **_because(
        word("a file is attached or taken off anew, for its bytes may have been cleared away"),
        ("attachment.added", "attachment.removed"),
    ),
    **_because(word("people may have read it; publish another"), ("status_report.published",)),
    **_because(word("whoever has the link may have read it; share or unshare it"), ("status_report.shared",)),
    **_because(word("a revoked link stays dead; share it anew"), ("status_report.unshared",)),
    **_because(
        word("a draft is edited or discarded where it is written"),
        ("status_report.drafted", "status_report.edited", "status_report.discarded"),
    ),
}
"""Type of event -> why it cannot be undone."""
