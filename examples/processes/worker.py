# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""A worker in plain Python: says who it is, and allocates what it is asked to, if it can."""
import json
import os
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Worker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path != "/allocate":
            return self.answer(200, {"hello": "world", "pid": os.getpid()})
        mebibytes = int(urllib.parse.parse_qs(url.query).get("mib", ["1"])[0])
        try:
            bytearray(mebibytes << 20)
        except MemoryError:
            return self.answer(507, {"error": "MemoryError", "pid": os.getpid()})
        self.answer(200, {"allocated_mib": mebibytes, "pid": os.getpid()})

    def answer(self, status, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Worker).serve_forever()
