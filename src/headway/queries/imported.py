"""What is known of earlier imports."""

from ..models import ExternalRef, Item, Workspace


def keys_of(workspace: Workspace, *, origin: str) -> dict[str, str]:
    """Return the source's own name -> key here, of every item that was imported from `origin`."""
    rows = ExternalRef.objects.filter(workspace=workspace, source=origin, noun="item")
    ids = dict(rows.values_list("object_id", "external_id"))
    keys = Item.objects.filter(workspace=workspace, id__in=rows.values("object_id")).values_list("id", "key")
    return {ids[pk]: key for pk, key in keys}


def last_number(workspace: Workspace, *, prefix: str) -> int:
    """Return the highest number that an item's key has under a prefix; 0 where there is none."""
    rows = Item.objects.filter(workspace=workspace, key__startswith=f"{prefix}-").order_by("-number")
    return rows.values_list("number", flat=True).first() or 0
