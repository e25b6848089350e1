"""Reads a message from stdin with CPython's email package and prints what it says as JSON."""

import base64
import email
import email.policy
import json
import sys


def part(message):
    found = {"type": message.get_content_type()}
    if message.get_filename() is not None:
        found["name"] = message.get_filename()
    if message["content-id"] is not None:
        found["id"] = message["content-id"]
    if message.get_content_disposition() is not None:
        found["disposition"] = message.get_content_disposition()
    if message.get_content_type() == "message/rfc822":
        found["content"] = message.get_content().as_bytes(policy=email.policy.SMTP).decode()
    elif message.is_multipart():
        found["parts"] = [part(child) for child in message.iter_parts()]
    elif message.get_content_maintype() == "text" and not message.is_attachment():
        found["content"] = message.get_content().replace("\r\n", "\n")
    else:
        found["content"] = base64.b64encode(message.get_payload(decode=True)).decode()
    return found


def defects(message):
    for child in message.walk():
        yield from map(repr, child.defects)
        for name, value in child.items():
            for defect in value.defects:
                yield f"{name}: {defect!r}"


message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
json.dump(
    {
        "subject": message["subject"],
        "from": message["from"],
        "to": message["to"],
        "defects": list(defects(message)),
        "body": part(message),
    },
    sys.stdout,
)
