"""The OpenAPI document tells all that there is, and nothing twice."""

import re
from collections import defaultdict
from typing import Any, get_type_hints

import pytest
from django.test import Client
from django.urls import resolve
from pydantic import TypeAdapter

from headway.commands import catalogue as commands
from headway.queries.base import catalogue as queries

METHODS = ("get", "post", "patch", "put", "delete")


@pytest.fixture(scope="module")
def document() -> Any:
    response = Client().get("/api/v1/openapi.json")
    assert response["Content-Type"] == "application/json"
    return response.json()


def _operations(document: Any) -> dict[str, tuple[str, str, Any]]:
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


def test_every_command_and_query_is_an_operation(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    found = _operations(document)
    assert set(found) == {*commands(), *queries(), "batch"}
    for name, cls in commands().items():
        method, path, operation = found[name]
        assert (method.upper(), path) == (cls.route[0], f"/api/v1{cls.route[1]}")
        assert operation["tags"] == [name.split(".")[0]]
        assert operation["security"] == [{"Bearer": []}, {"Session": []}]
        assert operation["description"]


def test_every_field_is_described_in_its_place(document: Any) -> None:
    found = _operations(document)
    for name, cls in [*commands().items(), *queries().items()]:
        _, path, operation = found[name]
        told = {one["name"]: one["in"] for one in operation["parameters"] if one["in"] != "header"}
        if "requestBody" in operation:
            reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            body = document["components"]["schemas"][reference.rpartition("/")[2]]
            assert body["additionalProperties"] is False
            told |= dict.fromkeys(body["properties"], "body")
        assert set(told) == set(cls.model_fields), name
        assert {field for field, place in told.items() if place == "path"} == set(re.findall(r"{(\w+)}", path))


def test_every_reference_leads_somewhere(document: Any) -> None:
    for reference in set(re.findall(r"'\$ref': '#/components/(\w+)/([^']+)'", repr(document))):
        assert reference[1] in document["components"][reference[0]]


def test_no_two_addresses_are_alike(document: Any) -> None:
    shapes = defaultdict(set)
    for name, (method, path, _) in _operations(document).items():
        shapes[method, re.sub(r"{\w+}", "{}", path)].add(name)
    assert not [names for names in shapes.values() if len(names) > 1]


def test_addresses_alike_but_for_the_names_of_fields_answer_all_their_methods(document: Any) -> None:
    """Such as POST /items/{source}/relations beside a GET /items/{key}/relations: only the first would be found."""
    shapes = defaultdict(set)
    for path in document["paths"]:
        shapes[re.sub(r"{\w+}", "{}", path)].add(path)
    assert not [paths for paths in shapes.values() if len(paths) > 1]


def test_no_two_shapes_bear_one_name() -> None:
    """The document has one schema a name: of two classes of one name, one would be described wrongly."""
    shapes: dict[str, Any] = {}
    for cls in [*commands().values(), *queries().values()]:
        answers = getattr(cls, "answers", None) or get_type_hints(cls.answer)["return"]
        for mode, kind in (("validation", cls), ("serialization", answers)):
            schema = TypeAdapter(kind).json_schema(mode=mode)
            inner = schema.pop("$defs", {})
            for name, shape in (inner | ({schema["title"]: schema} if "title" in schema else {})).items():
                assert shapes.setdefault(name, shape) == shape, f"{cls.__name__}: a second {name}"


def test_a_change_tells_no_defaults(document: Any) -> None:
    assert "default" not in repr(document["components"]["schemas"]["ChangeItemBody"]["properties"])


def test_each_address_leads_to_its_own_operation(document: Any) -> None:
    for path in document["paths"]:
        led = resolve(re.sub("{[^}]+}", "7", path)).route
        assert re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{led}") == path
