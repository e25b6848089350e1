"""Reads messages with CPython's email package and prints what it found, a line of JSON a file."""

import base64
import email
import email.policy
import json
import sys


def mailboxes(message, name):
    return [
        [box.display_name, box.addr_spec]
        for field in message.get_all(name, [])
        for box in field.addresses
    ]


def found(part):
    if part.get_content_type() == "message/rfc822":
        content = part.get_content().as_bytes(policy=email.policy.SMTP)
    else:
        content = part.get_payload(decode=True)
    return {
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "id": part["content-id"],
        "octets": base64.b64encode(content).decode(),
    }


def text(message, subtype):
    for part in message.walk():
        if part.get_content_type() == "text/" + subtype and part.get_filename() is None:
            return part.get_content()
    return None


def shape(part):
    name = part.get_content_subtype()
    if part.get_content_maintype() != "multipart":
        return name
    return name + "(" + ",".join(shape(child) for child in part.iter_parts()) + ")"


def defects(message):
    for part in message.walk():
        yield from (repr(defect) for defect in part.defects)
        for name, value in part.items():
            yield from (name + ": " + repr(defect) for defect in value.defects)


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    files = [found(part) for part in message.walk() if part.get_filename() is not None]
    json.dump(
        {
            "subject": message["subject"],
            "from": mailboxes(message, "from"),
            "to": mailboxes(message, "to"),
            "text": text(message, "plain"),
            "html": text(message, "html"),
            "files": files,
            "shape": shape(message),
            "defects": list(defects(message)),
        },
        sys.stdout,
    )
    print()
