# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""soak_worker.py: a worker on $PORT whose every answer can be checked: bytes by seed, digests of uploads, events, WebSocket echo."""

import base64
import hashlib
import json
import os
import random
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Worker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.query = {name: int(values[0]) for name, values in urllib.parse.parse_qs(url.query).items()}
        {"/bytes": self.bytes, "/events": self.events, "/echo": self.echo}.get(url.path, self.missing)()

    def do_POST(self):
        digest, size = hashlib.sha256(), 0
        for piece in self.body():
            digest.update(piece)
            size += len(piece)
        self.answer(json.dumps({"size": size, "sha256": digest.hexdigest()}).encode())

    def body(self):
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            left = int(self.headers.get("Content-Length", "0"))
            while left and (piece := self.rfile.read(min(left, 1 << 16))):
                left -= len(piece)
                yield piece
            return
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def bytes(self):
        body = random.Random(self.query["seed"]).randbytes(self.query["size"])
        if not self.query.get("chunked"):
            return self.answer(body)
        self.begin("application/octet-stream", {"Transfer-Encoding": "chunked"})
        for at in range(0, len(body), 8000):
            self.chunk(body[at:at + 8000])
        self.chunk(b"")

    def events(self):
        self.begin("text/event-stream", {"Transfer-Encoding": "chunked"})
        for number in range(self.query["count"]):
            # The clock that the client on this machine has, too.
            self.chunk(f"id: {number}\ndata: {time.monotonic_ns()}\n\n".encode())
            time.sleep(self.query["pause"] / 1000)
        self.chunk(b"")

    def echo(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.begin(None, {"Upgrade": "websocket", "Connection": "Upgrade",
                          "Sec-WebSocket-Accept": base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()}, 101)
        self.close_connection = True
        while head := self.rfile.read(2):
            size = head[1] & 127
            extra = self.rfile.read({126: 2, 127: 8}.get(size, 0))
            size = int.from_bytes(extra, "big") if extra else size
            mask = (self.rfile.read(4) * (size // 4 + 1))[:size]
            payload = (int.from_bytes(self.rfile.read(size), "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
            opcode = 0x8A if head[0] & 15 == 9 else head[0]
            self.wfile.write(bytes([opcode, head[1] & 127]) + extra + payload)
            self.wfile.flush()
            if head[0] & 15 == 8:
                return

    def missing(self):
        self.send_error(404)

    def begin(self, kind, fields, status=200):
        self.send_response(status)
        self.send_header("X-Worker", str(os.getpid()))
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def answer(self, body):
        self.begin("application/octet-stream", {"Content-Length": str(len(body))})
        self.wfile.write(body)

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, ValueError):
            # Clients leave in the middle; that is part of the load.
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


Server(("127.0.0.1", int(os.environ["PORT"])), Worker).serve_forever()
