"""An ASGI application as a Lambda function. It replaces Mangum, of which Debian has no package."""

import asyncio
from base64 import b64decode
from urllib.parse import quote


def lambda_handler(app):
    loop = asyncio.new_event_loop()

    def handle(event):
        body = event.get("body") or ""
        body = b64decode(body) if event["isBase64Encoded"] else body.encode()
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        loop.run_until_complete(app(scope_of(event), receive, send))
        start, *parts = sent
        return {
            "statusCode": start["status"],
            "headers": {name.decode(): value.decode() for name, value in start["headers"]},
            "body": b"".join(part.get("body", b"") for part in parts).decode(),
        }

    return handle


def scope_of(event):
    http = event["requestContext"]["http"]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.0"},
        "http_version": "1.1",
        "method": http["method"],
        "scheme": "https",
        "path": event["rawPath"],
        "raw_path": quote(event["rawPath"]).encode(),
        "root_path": "",
        "query_string": event["rawQueryString"].encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in event["headers"].items()],
    }
