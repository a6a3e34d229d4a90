"""Serves moto on a free port of loopback, says which, and ends when standard input does."""

import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


def end_with_the_tests():
    sys.stdin.read()
    os._exit(0)


application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=True)
threading.Thread(target=end_with_the_tests, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
