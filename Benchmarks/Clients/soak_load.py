# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""The kinds of load of a soak. Each is one client in a thread that repeats one exchange and checks every byte of it."""

import hashlib
import http.client
import json
import random
import socket
import struct
import time

import httpx
import websockets.sync.client

SECONDS = 60
LARGE = 3 << 20


class Wrong(Exception):
    """An answer that is whole and not what was asked for."""


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body[:200]!r}")
        self.status = status
        try:
            self.reason = json.loads(body)["error"]
        except (ValueError, KeyError, TypeError):
            self.reason = "?"


class Kind:
    """One client: `exchange` once, on the service it is given; returns the worker that answered."""

    def __init__(self, proxy, seed):
        self.proxy, self.rng = proxy, random.Random(seed)
        self.begin()

    def begin(self):
        pass

    def forget(self):
        """After a failure: the next exchange starts anew."""

    def body(self, size):
        seed = self.rng.randrange(1 << 30)
        return seed, random.Random(seed).randbytes(size)


def judged(status, body, expected):
    if status >= 400:
        raise Refused(status, body)
    if body != expected:
        raise Wrong(f"{status}: {len(body)} bytes of {len(expected)}, {hashlib.sha256(body).hexdigest()[:12]}")


class OverHTTP1(Kind):
    def begin(self):
        self.connection = None

    def forget(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self, method, path, body=None, headers=None, chunked=False):
        self.connection = self.connection or http.client.HTTPConnection(self.proxy.address, self.proxy.port, timeout=SECONDS)
        self.connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        return self.connection.getresponse()

    def get(self, service, size, **options):
        seed, expected = self.body(size)
        extra = "&chunked=1" if options.get("chunked") else ""
        response = self.ask("GET", f"/{service}/bytes?seed={seed}&size={size}{extra}", headers=options.get("headers"))
        judged(response.status, response.read(), expected)
        return response.getheader("X-Worker")

    def post(self, service, size, chunked):
        _, data = self.body(size)
        pieces = (data[at:at + 10000] for at in range(0, size, 10000))
        headers = {"Transfer-Encoding": "chunked"} if chunked else {}
        response = self.ask("POST", f"/{service}/upload", pieces if chunked else data, headers, chunked)
        judged(response.status, response.read(), uploaded(data))
        return response.getheader("X-Worker")


def uploaded(data):
    return json.dumps({"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}).encode()


class SmallGets(OverHTTP1):
    def exchange(self, service):
        return self.get(service, 82)


class Gets64K(OverHTTP1):
    def exchange(self, service):
        return self.get(service, 64 << 10, chunked=self.rng.random() < 0.5)


class Uploads(OverHTTP1):
    def exchange(self, service):
        return self.post(service, self.rng.choice((0, 1, 5000, 200_000, 1 << 20)), chunked=False)


class ChunkedUploads(OverHTTP1):
    def exchange(self, service):
        return self.post(service, self.rng.choice((0, 1, 5000, 200_000, 1 << 20)), chunked=True)


class ConnectionPerRequest(OverHTTP1):
    def exchange(self, service):
        try:
            return self.get(service, 82, headers={"Connection": "close"})
        finally:
            self.forget()


class SlowReaders(OverHTTP1):
    """Reads 3 MB a little at a time."""

    def exchange(self, service):
        seed, expected = self.body(LARGE)
        response = self.ask("GET", f"/{service}/bytes?seed={seed}&size={LARGE}")
        body = bytearray()
        while piece := response.read(100_000):
            body += piece
            time.sleep(0.05)
        judged(response.status, bytes(body), expected)
        return response.getheader("X-Worker")


class Leavers(Kind):
    """Goes in the middle: of a request, of a response, politely or by a reset. There is nothing to be judged but what stays behind."""

    def exchange(self, service):
        with socket.create_connection((self.proxy.address, self.proxy.port), SECONDS) as connection:
            way = self.rng.randrange(5)
            get = f"GET /{service}/bytes?seed=1&size={LARGE} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
            post = f"POST /{service}/upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n".encode() + b"p" * 70_000
            connection.sendall((get, get, post, get[:30], post)[way])
            if way < 2:
                connection.recv(self.rng.randrange(1, 50_000))
            if way in (1, 4):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Events(OverHTTP1):
    def exchange(self, service):
        response = self.ask("GET", f"/{service}/events?count=20&pause=50")
        body = response.read()
        if response.status >= 400:
            raise Refused(response.status, body)
        numbers = [line for line in body.decode().split("\n") if line.startswith("id: ")]
        if numbers != [f"id: {number}" for number in range(20)]:
            raise Wrong(f"events {numbers}")
        return response.getheader("X-Worker")


class WebSockets(Kind):
    def exchange(self, service):
        try:
            with websockets.sync.client.connect(
                    self.proxy.url(f"/{service}/echo", "ws"), compression=None, open_timeout=SECONDS, close_timeout=SECONDS, proxy=None) as client:
                for size in (0, 1, 200, 70_000, 300_000):
                    _, data = self.body(size)
                    client.send(data)
                    if client.recv(SECONDS) != data:
                        raise Wrong("echo")
                return client.response.headers.get("X-Worker")
        except websockets.exceptions.InvalidStatus as error:
            raise Refused(error.response.status_code, error.response.body or b"") from error


class OverHTTP2(Kind):
    def begin(self):
        self.client = None

    def forget(self):
        if self.client:
            self.client.close()
        self.client = None

    def ready(self):
        self.client = self.client or httpx.Client(http2=True, verify=self.proxy.trust(), timeout=SECONDS, trust_env=False)
        return self.client

    def exchange(self, service):
        client, way = self.ready(), self.rng.randrange(4)
        if way == 0:
            # No more than a window holds: httpx waits for ever to send the rest when a stream is answered early and reset (RFC 9113, section 8.1).
            _, data = self.body(30_000)
            response = client.post(self.proxy.url(f"/{service}/upload", "https"), content=data)
            judged(response.status_code, response.content, uploaded(data))
        elif way == 1:
            # Leaves in the middle, with the whole connection: httpx never gives back the window of a stream that it left, and would hang.
            with client.stream("GET", self.proxy.url(f"/{service}/bytes?seed=1&size={LARGE}", "https")) as response:
                if response.status_code >= 400:
                    raise Refused(response.status_code, response.read())
                next(response.iter_raw(1000))
            self.forget()
        else:
            seed, expected = self.body(64 << 10 if way == 2 else 82)
            response = client.get(self.proxy.url(f"/{service}/bytes?seed={seed}&size={len(expected)}", "https"))
            judged(response.status_code, response.content, expected)
        if response.http_version != "HTTP/2":
            raise Wrong(response.http_version)
        return response.headers.get("X-Worker")


# How many clients of each kind there are at a time.
KINDS = {SmallGets: 2, Gets64K: 2, Uploads: 1, ChunkedUploads: 1, ConnectionPerRequest: 1, SlowReaders: 2, Leavers: 1, Events: 2,
         WebSockets: 2, OverHTTP2: 2}
# Nobody may be left waiting, whatever was killed.
HUNG = (TimeoutError, httpx.TimeoutException)
CUT = (ConnectionError, http.client.HTTPException, httpx.TransportError, websockets.exceptions.WebSocketException, OSError, EOFError)
