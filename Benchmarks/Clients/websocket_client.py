# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client that says exactly the bytes of a case, cut as asked, and notes every byte that comes back."""

import dataclasses
import hashlib
import os
import random
import socket
import struct
import time

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a client could tell: the answer to the opening, all bytes after it, and how it ended."""
    opening: tuple
    bytes_after: int
    digest: str
    frames: tuple
    end: str

    def code(self):
        """What the server closed with: a number, None for a close without one or no close at all."""
        codes = [code for kind, code in self.frames if kind == "close"]
        return codes[0] if codes else None


class Unread:
    """Asks the kernel how much of what was sent the other program has not read yet (sock_diag): so that a cut is one for it, too."""

    def __init__(self, connection):
        self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 4)
        here, there = connection.getsockname(), connection.getpeername()
        # The socket of the other side: its source is our destination.
        ends = struct.pack("!HH", there[1], here[1]) + socket.inet_aton(there[0]).ljust(16, b"\0") + socket.inet_aton(here[0]).ljust(16, b"\0")
        body = struct.pack("=BBBBI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0, 0xffffffff) + ends + struct.pack("=III", 0, 0xffffffff, 0xffffffff)
        self.request = struct.pack("=IHHII", 16 + len(body), 20, 1, 1, 0) + body

    def await_none(self):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self.netlink.send(self.request)
            answer = self.netlink.recv(4096)
            # No such socket: it has ended, and reads nothing any more.
            if struct.unpack_from("=H", answer, 4)[0] != 20 or struct.unpack_from("=I", answer, 16 + 56)[0] == 0:
                return
            os.sched_yield()
        raise TimeoutError("what was sent is not read")

    def close(self):
        self.netlink.close()


def frames_of(data):
    """The whole frames in it, and what is left."""
    found, at = [], 0
    while len(data) - at >= 2:
        opcode, size, start = data[at] & 15, data[at + 1] & 127, at + 2
        extra = {126: 2, 127: 8}.get(size, 0)
        if extra:
            if len(data) < start + extra:
                break
            size = int.from_bytes(data[start:start + extra], "big")
            start += extra
        start += 4 if data[at + 1] & 128 else 0
        if len(data) < start + size:
            break
        code = int.from_bytes(data[start:start + 2], "big") if opcode == 8 and size >= 2 else None
        found.append(("close", code) if opcode == 8 else (f"{data[at] >> 4:x}:{opcode:x}", size))
        at = start + size
    return found, at


class Client:
    def __init__(self, address, port, context=None):
        connection = socket.create_connection((address, port), SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread = Unread(connection)
        self.connection = context.wrap_socket(connection, server_hostname=address) if context else connection
        self.received, self.head, self.end, self.frames, self.parsed = b"", None, None, [], 0

    def close(self):
        self.unread.close()
        self.connection.close()

    def read(self):
        """More of what comes; notes the end."""
        try:
            data = self.connection.recv(1 << 18)
        except TimeoutError:
            self.end = "nothing came any more"
            return
        except OSError:
            # An end and a reset are the same here: no more comes.
            data = b""
        if not data:
            self.end = "ended"
            return
        self.received += data
        if self.head is None and b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            self.head = head.decode("latin-1").split("\r\n")
        if self.head is not None:
            found, used = frames_of(self.received[self.parsed:])
            self.frames += found
            self.parsed += used

    def say(self, data, cut, rng):
        """Sends it in pieces; each is read before the next comes. What can no longer be sent is not."""
        try:
            for piece in pieces(data, cut, rng):
                self.connection.sendall(piece)
                if cut != "whole":
                    self.unread.await_none()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def run(self, case, prefix, cut):
        rng = random.Random(case.number + cut)
        opening = self.opening(case, prefix)
        steps = list(case.steps)
        if cut == "early":
            # Without waiting for the answer to the opening, as far as the case itself does not wait.
            while steps and isinstance(steps[0], bytes):
                opening += steps.pop(0)
        # The heads of requests have a corpus of their own.
        self.say(opening, "random" if cut == "bytes" else "whole", rng)
        while self.head is None and not self.end:
            self.read()
        for step in steps:
            if isinstance(step, bytes):
                # What a case itself cuts, or sends again and again, is not cut further.
                is_cut_already = case.is_large and len(step) <= 2048 and cut not in ("whole", "early")
                self.say(step, "read" if is_cut_already else "whole" if cut == "early" else cut, rng)
            else:
                while len(self.frames) < step and not self.end:
                    self.read()
        if case.end == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.end = "reset by us"
        elif case.end == "half":
            self.connection.shutdown(socket.SHUT_WR)
        while not self.end:
            self.read()
        return self.verdict()

    def opening(self, case, prefix):
        lines = [f"GET {prefix}{case.path} HTTP/1.1", "Host: worker", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"]
        if case.offer:
            lines.append(f"Sec-WebSocket-Extensions: {case.offer}")
        if case.subprotocols:
            lines.append(f"Sec-WebSocket-Protocol: {case.subprotocols}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def verdict(self):
        head = self.head or ["no answer"]
        fields = sorted(line.lower() for line in head[1:] if line.lower().startswith("sec-websocket-"))
        return Verdict((head[0].split(" ")[1] if " " in head[0] else head[0], *fields), len(self.received),
                       hashlib.sha256(self.received).hexdigest()[:16], tuple(self.frames), self.end)


def pieces(data, cut, rng):
    if cut in ("whole", "read"):
        return [data]
    # Every byte of what is small; of what is large, those that a frame begins with.
    alone = len(data) if cut == "bytes" and len(data) <= 2048 else 16 if cut == "bytes" else 0
    found, at = [data[index:index + 1] for index in range(min(alone, len(data)))], min(alone, len(data))
    while at < len(data):
        size = rng.randint(1, max(1, min(len(data) // 2, 1 << rng.randint(0, 18))))
        # A large one is not cut into thousands.
        size = max(size, len(data) // 16)
        found.append(data[at:at + size])
        at += size
    return found
