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
    elif message.get_content_maintype() == "text":
        found["content"] = message.get_content().replace("\r\n", "\n")
    else:
        found["content"] = base64.b64encode(message.get_content()).decode()
    return found


def defects(message):
    for child in message.walk():
        yield from child.defects
        for value in child.values():
            yield from value.defects


message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
json.dump(
    {
        "subject": message["subject"],
        "from": message["from"],
        "to": message["to"],
        "defects": [repr(defect) for defect in defects(message)],
        "body": part(message),
    },
    sys.stdout,
)
