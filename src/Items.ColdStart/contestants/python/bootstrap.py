#!/usr/bin/python3
"""Replaces the client of AWS's managed Python runtime, which is written in C++ and not available separately."""

import json
import os
import traceback
from http.client import HTTPConnection

from adapter import lambda_handler
from app import app

handle = lambda_handler(app)
runtime = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None):
    content = None if body is None else json.dumps(body, separators=(",", ":")).encode()
    runtime.request(method, f"/2018-06-01/runtime/invocation/{path}", content, {"content-type": "application/json"})
    response = runtime.getresponse()
    return response.headers["lambda-runtime-aws-request-id"], response.read()


while True:
    request_id, event = call("GET", "next")
    try:
        outcome, body = "response", handle(json.loads(event))
    except Exception as error:
        traceback.print_exc()
        outcome, body = "error", {"errorType": type(error).__name__, "errorMessage": str(error)}
    call("POST", f"{request_id}/{outcome}", body)
