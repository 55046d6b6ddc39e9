"""shapes.py MODEL OPERATION - reads a JSON body on stdin and holds it against the input of an operation of one of AWS's service models
(service-2.json): unknown and missing members, types, enums, lengths, ranges, patterns. Each finding is a line; exit 1 when there is one."""
import json
import re
import sys


def check(shapes, name, value, path, found):
    shape = shapes[name]
    kind = shape["type"]
    if kind == "structure":
        if not isinstance(value, dict):
            found.append(f"{path}: no object")
            return
        for key in value:
            if key not in shape["members"]:
                found.append(f"{path}.{key}: unknown member")
        for key in shape.get("required", []):
            if key not in value:
                found.append(f"{path}.{key}: missing")
        for key, member in shape["members"].items():
            if key in value:
                check(shapes, member["shape"], value[key], f"{path}.{key}", found)
    elif kind == "list":
        if not isinstance(value, list):
            found.append(f"{path}: no list")
            return
        bounds(shape, len(value), path, "items", found)
        for i, item in enumerate(value):
            check(shapes, shape["member"]["shape"], item, f"{path}[{i}]", found)
    elif kind == "string":
        if not isinstance(value, str):
            found.append(f"{path}: no string")
            return
        bounds(shape, len(value), path, "characters", found)
        if "enum" in shape and value not in shape["enum"]:
            found.append(f"{path}: '{value}' is none of the enum")
        if "pattern" in shape and not re.fullmatch(shape["pattern"], value):
            found.append(f"{path}: does not match {shape['pattern']}")
    elif kind in ("double", "float", "integer", "long"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            found.append(f"{path}: no number")
        else:
            bounds(shape, value, path, "", found)
    elif kind == "boolean" and not isinstance(value, bool):
        found.append(f"{path}: no boolean")


def bounds(shape, count, path, what, found):
    if "min" in shape and count < shape["min"]:
        found.append(f"{path}: {count} {what}, at least {shape['min']}")
    if "max" in shape and count > shape["max"]:
        found.append(f"{path}: {count} {what}, at most {shape['max']}")


def main():
    model = json.load(open(sys.argv[1], encoding="utf-8"))
    found = []
    check(model["shapes"], model["operations"][sys.argv[2]]["input"]["shape"], json.load(sys.stdin), sys.argv[2], found)
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
