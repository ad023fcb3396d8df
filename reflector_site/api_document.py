"""What the OpenAPI document says of refusals, which any operation of a kind may answer with; pure."""

from typing import Any

_METHODS = ("get", "post", "patch", "delete")
_SCHEMAS: dict[str, Any] = {
    "Refusal": {
        "type": "object",
        "properties": {"detail": {"type": "string"}},
        "required": ["detail"],
        "description": "Why not.",
    },
    "Mistakes": {
        "type": "object",
        "additionalProperties": {},
        "description": "What is wrong, by field or parameter; under `detail` what is wrong with the whole.",
    },
}


def with_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """drf-spectacular's document with the answers that are not described one by one; a hook after it is made."""
    result["components"]["schemas"] |= _SCHEMAS
    for path, described in result["paths"].items():
        for method in _METHODS:
            if method in described:
                operation = described[method]
                operation["responses"] = _refusals(path, method, operation) | operation["responses"]
    return result


def _refusals(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    queries = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    found = {"401": _answer("Refusal", "Without a token, or with one that is not valid.")}
    if queries or "requestBody" in operation or method == "post":
        found["400"] = _answer("Mistakes", "Something that was given cannot be read, or is not possible.")
    if method != "get":
        found["403"] = _answer("Refusal", "You may see this and not change it.")
    if "{" in path or queries & {"cursor", "after"}:
        found["404"] = _answer("Refusal", "There is nothing here, or nothing that you may see.")
    if "requestBody" in operation:
        found["413"] = _answer("Refusal", "The body is larger than this site takes.")
        found["415"] = _answer("Refusal", "The body is of a type that is not read here.")
    return found


def _answer(schema: str, description: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"content": content, "description": description}
