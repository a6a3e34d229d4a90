"""Serves moto on a free port of loopback behind a layer that counts calls and can throttle them.

Says its port in one line, and ends when standard input does. `POST /_bench/start` forgets all counts and takes new
limits (`{"PutParameter": [per second, burst]}`), `GET /_bench/counts` tells what was asked since then. Calls with the
header `X-Bench-Judge` are the judge's own: neither counted nor throttled.
"""

import collections
import io
import json
import os
import sys
import threading
import time
import urllib.parse

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


class TokenBucket:
    """Admits so many calls a second, and a burst."""

    def __init__(self, per_second, burst):
        """Starts full."""
        self.per_second, self.burst = per_second, burst
        self.tokens, self.filled = burst, time.monotonic()

    def take(self):
        """Takes a token, or says that there is none."""
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.per_second)
        self.filled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Books:
    """Counts the calls by operation, and the refused ones apart."""

    def __init__(self):
        """Starts empty and without limits."""
        self.lock = threading.Lock()
        self.start({})

    def start(self, limits):
        """Forgets what was counted and fills new buckets."""
        with self.lock:
            self.calls, self.throttled = collections.Counter(), collections.Counter()
            self.buckets = {operation: TokenBucket(*limit) for operation, limit in limits.items()}

    def admit(self, operation):
        """Counts a call and says whether it may pass."""
        with self.lock:
            self.calls[operation] += 1
            bucket = self.buckets.get(operation)
            admitted = bucket is None or bucket.take()
            self.throttled[operation] += not admitted
            return admitted

    def counts(self):
        """Tells what was counted."""
        with self.lock:
            return {"calls": dict(self.calls), "throttled": dict(+self.throttled)}


class CountingApplication:
    """Stands in front of moto."""

    def __init__(self, application):
        """Takes what answers in the end."""
        self.application, self.books = application, Books()

    def __call__(self, environ, start_response):
        """Answers one request."""
        path = environ.get("PATH_INFO", "")
        if path == "/_bench/start":
            self.books.start(json.loads(buffered_body(environ)))
            return answer(start_response, "200 OK", {})
        if path == "/_bench/counts":
            return answer(start_response, "200 OK", self.books.counts())
        is_ours = path.startswith("/moto-api/") or "HTTP_X_BENCH_JUDGE" in environ
        if is_ours or self.books.admit(operation_of(environ)):
            return self.application(environ, start_response)
        refusal = {"__type": "ThrottlingException", "message": "Rate exceeded"}
        return answer(start_response, "400 Bad Request", refusal)


def operation_of(environ):
    """Names the operation that a request asks for, in any of the protocols that the tools speak."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.rpartition(".")[2]
    method, path = environ.get("REQUEST_METHOD", ""), environ.get("PATH_INFO", "")
    if "/operation/" in path:
        return path.rpartition("/")[2]
    form = urllib.parse.parse_qs(buffered_body(environ).decode("utf-8", "replace"))
    return form.get("Action", [f"{method} {path}"])[0]


def buffered_body(environ):
    """Reads the body and puts it back for whoever is asked next."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def answer(start_response, status, document):
    """Answers with a JSON document."""
    body = json.dumps(document).encode()
    kind = "application/x-amz-json-1.1"
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def end_with_standard_input():
    """Ends the process when whoever started it is gone."""
    sys.stdin.read()
    os._exit(0)


def main():
    """Serves until standard input closes."""
    application = CountingApplication(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
