"""What the OpenAPI document says of an operation beyond its arguments: refusals, headers, scopes."""

import re
from dataclasses import fields, is_dataclass
from typing import Any, Final, get_origin

from ..commands import Command
from .problems import TYPE, ProblemBody

REFUSALS: Final = {
    400: "The request cannot be read: its JSON or a header is malformed.",
    401: "No valid token and no signed-in session.",
    403: "The role, or the token's scopes, do not allow this.",
    404: "What was named does not exist, or you may not know that it does.",
    405: "The address takes other methods; Allow lists them.",
    409: "A rule of the model refuses it, or the idempotency key was used for another request.",
    411: "The body's length is not stated.",
    412: "The item has changed since the version stated in If-Match; the problem tells what changed.",
    413: "The body is longer than 1 MB.",
    415: "The body is not application/json.",
    422: "An argument is not acceptable; `field` and `errors` say which and why.",
    503: "The database was busy; try again.",
}
_REFERENCE: Final = re.compile(r"#/components/schemas/([\w.-]+)")
_READ: Final = (400, 401, 403, 404, 405, 422, 503)
_ETAG: Final = {"description": "What to send back in If-Match or If-None-Match.", "schema": {"type": "string"}}
_LINK: Final = {"description": 'The next page, as rel="next".', "schema": {"type": "string"}}
KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Makes a repetition harmless: the same request with the same key is answered from its receipt.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag of the item as you read it; refused with 412 when it has changed since.",
    "schema": {"type": "string", "pattern": r'^"[1-9][0-9]{0,8}(\.[0-9a-f]{16})?"$'},
}
NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag of the answer that you have; 304 when it still stands.",
    "schema": {"type": "string"},
}


def command(cls: type[Command], *, method: str, status: int) -> dict[str, Any]:
    """What is said of a command's operation."""
    body = () if method == "DELETE" else (411, 413, 415)
    stale = (412,) if cls.versioned else ()
    parameters = [KEY, *([MATCH] if cls.versioned else [])]
    responses = refusals(*_READ, 409, *body, *stale)
    if cls.versioned:
        responses[status] = {"headers": {"ETag": _ETAG}}
    return {"parameters": parameters, "responses": responses}


def query(answers: Any) -> dict[str, Any]:
    """What is said of a query's operation."""
    shape = get_origin(answers) or answers
    paged = is_dataclass(shape) and any(field.name == "next" for field in fields(shape))
    said = {"headers": {"ETag": _ETAG, **({"Link": _LINK} if paged else {})}}
    responses = {200: said, 304: {"description": "You have this answer already."}, **refusals(*_READ)}
    return {"parameters": [NONE_MATCH], "responses": responses}


def refusals(*statuses: int) -> dict[int, Any]:
    """References to the refusals that are possible."""
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def prose(cls: Any, doc: str) -> str:
    """A class's documentation, with what its author needs to be."""
    return f"{doc}\n\nNeeds the role {cls.least} and the scope `{cls.scope}`."


def finished(made: dict[str, Any]) -> dict[str, Any]:
    """Complete the framework's document: the refusals, bodies without defaults that would mislead, nothing unused."""
    schemas = made["components"]["schemas"]
    _plain_bodies(made["paths"], schemas)
    body = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= body.pop("$defs") | {"ProblemBody": body}
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    made["components"]["responses"] = {
        f"Problem{status}": {"description": words, "content": content} for status, words in REFUSALS.items()
    }
    used = _used(made["paths"], schemas) | _used(content, schemas)
    made["components"]["schemas"] = {name: schema for name, schema in sorted(schemas.items()) if name in used}
    return made


def _plain_bodies(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """An optional body needs no default said; and what a PATCH leaves out stays as it is, whatever the default."""
    for methods in paths.values():
        for method, operation in methods.items():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                media["schema"] = media["schema"].get("allOf", [media["schema"]])[0]
                if method == "patch":
                    _without_defaults(schemas[media["schema"]["$ref"].rpartition("/")[2]])


def _without_defaults(schema: dict[str, Any]) -> None:
    for one in schema["properties"].values():
        one.pop("default", None)


def _used(part: Any, schemas: dict[str, Any]) -> set[str]:
    """The names of the schemas to which a part of the document leads."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        names = set(_REFERENCE.findall(repr(waiting.pop()))) - found
        found |= names
        waiting += [schemas[name] for name in names]
    return found
