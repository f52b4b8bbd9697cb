"""People in a Jira export: by account id (Cloud), key or name (Server), or whatever is left of them."""

from dataclasses import dataclass, field

from ..tongue import say
from .reading import Node, Wrong, describe
from .records import Person


@dataclass(slots=True)
class People:
    """Everybody whom one issue names, once each, in the order of appearance."""

    found: dict[str, Person] = field(default_factory=dict)

    def ref(self, node: Node) -> str | None:
        """Remember the person of a user object and return their ref; null is nobody.

        Raises Wrong if the value is neither a user object nor a name, or an object that identifies nobody.
        """
        if node.value in (None, ""):
            return None
        if isinstance(node.value, str):
            self._remember(Person(ref=node.value, name=node.value))
            return node.value
        texts = {name: node.get(name).text() for name in ("accountId", "key", "name", "emailAddress", "displayName")}
        ref = next((value for value in texts.values() if value), None)
        if not ref:
            raise Wrong(node.path, say("expected a user with an accountId, key, name, emailAddress or displayName"))
        self._remember(_person(node, ref, texts))
        return ref

    def named(self, ref: str | None, name: str | None) -> str | None:
        """Remember somebody of whom only the ref in a history line is known, and return the ref."""
        if not ref:
            return None
        self.found.setdefault(ref, Person(ref=ref, name=name or ref, described=False))
        return ref

    def _remember(self, person: Person) -> None:
        known = self.found.get(person.ref)
        if known is None or not known.described:
            self.found[person.ref] = person


def _person(node: Node, ref: str, texts: dict[str, str | None]) -> Person:
    active = node.get("active").value
    if active not in (None, True, False):
        raise Wrong(node.get("active").path, say("expected true or false, found %(active)s", active=describe(active)))
    return Person(
        ref=ref,
        name=" ".join((texts["displayName"] or texts["name"] or ref).split()),
        email=texts["emailAddress"] or None,
        active=active is not False,
        username=texts["name"] if texts["name"] and texts["name"] != ref else None,
    )
