"""The store that all tools are measured against: started, asked and ended from here."""

import json
import subprocess
import urllib.request
from pathlib import Path

REGION = "eu-west-1"


class Store:
    """A running moto server behind its counting layer."""

    def __init__(self, python):
        """Starts it with the Python of an environment that has moto."""
        self.process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("counting_server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        port = self.process.stdout.readline().strip()
        if not port:
            self.close()
            raise OSError("moto did not start")
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self):
        """Is the store itself."""
        return self

    def __exit__(self, *_):
        """Ends it, whatever happened."""
        self.close()

    def close(self):
        """Ends the server that was started, and no other."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def reset(self):
        """Empties it."""
        self._post("/moto-api/reset", b"")

    def start_counting(self, limits):
        """Forgets what was counted and sets the limits of what comes."""
        self._post("/_bench/start", json.dumps(limits).encode())

    def counts(self):
        """Tells the calls since then, by operation, and the refused ones."""
        with _open(urllib.request.Request(self.url + "/_bench/counts")) as answer:
            return json.load(answer)

    def stored(self, path):
        """Reads all parameters below a path: `{name: (type, value, version)}`."""
        found, token = {}, None
        while True:
            page = self._page(path, token)
            for item in page["Parameters"]:
                found[item["Name"]] = (item["Type"], item["Value"], item["Version"])
            token = page.get("NextToken")
            if not token:
                return found

    def _page(self, path, token):
        asked = {"Path": path, "Recursive": True, "WithDecryption": True}
        if token:
            asked["NextToken"] = token
        headers = {
            "X-Bench-Judge": "yes",
            "X-Amz-Target": "AmazonSSM.GetParametersByPath",
            "Content-Type": "application/x-amz-json-1.1",
            # moto does not check signatures, it reads the Region there.
            "Authorization": f"AWS4-HMAC-SHA256 Credential=judge/20300101/{REGION}/ssm/aws4_request",
        }
        return json.loads(self._post("/", json.dumps(asked).encode(), headers))

    def _post(self, path, body, headers=None):
        request = urllib.request.Request(self.url + path, body, headers or {}, method="POST")
        with _open(request) as answer:
            return answer.read()


def _open(request):
    """Asks without any proxy: it is loopback."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(request, timeout=30)
