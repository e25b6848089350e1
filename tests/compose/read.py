"""Reads a message from stdin with CPython's email package and prints what it found as JSON."""

import base64
import email
import email.policy
import json
import sys

message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)


def mailboxes(name):
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


def text(subtype):
    for part in message.walk():
        if part.get_content_type() == "text/" + subtype and part.get_filename() is None:
            return part.get_content()
    return None


def shape(part):
    name = part.get_content_subtype()
    if part.get_content_maintype() != "multipart":
        return name
    return name + "(" + ",".join(shape(child) for child in part.iter_parts()) + ")"


defects = []
for part in message.walk():
    defects += [repr(defect) for defect in part.defects]
    for name, value in part.items():
        defects += [name + ": " + repr(defect) for defect in value.defects]

json.dump(
    {
        "subject": message["subject"],
        "from": mailboxes("from"),
        "to": mailboxes("to"),
        "cc": mailboxes("cc"),
        "groups": [group.display_name for group in message["to"].groups if group.display_name],
        "fields": [[name, str(value)] for name, value in message.items()],
        "text": text("plain"),
        "html": text("html"),
        "files": [found(part) for part in message.walk() if part.get_filename() is not None],
        "shape": shape(message),
        "defects": defects,
    },
    sys.stdout,
)
