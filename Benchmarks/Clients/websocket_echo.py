# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""websocket_echo.py ADDRESS PORT KIND: an echo server on PyPI's websockets or wsproto (KIND).

The libraries judge the bytes; the sockets are here, so that the same bytes always get the same answer: small pieces are given to the
library one byte at a time, however they came (the inside of a larger payload as it comes), and the connection is closed only when all that the client said was read.
`/raw?HEX` sends those bytes after the handshake instead of echoing; `/raw?HEX-cut` closes right after them, `/raw?HEX-reset` resets.
"""

import socket
import struct
import sys
import threading

import websockets.extensions.permessage_deflate as deflate
import websockets.frames as frames
import websockets.protocol as protocol
import websockets.server as websockets_server
import wsproto
import wsproto.events as events
import wsproto.extensions as extensions

# Payloads up to this long are cut everywhere.
ALONE = 64
PATIENCE = 60


class WithWebsockets:
    """Echoes each whole message."""

    def __init__(self):
        self.server = websockets_server.ServerProtocol(
            extensions=[deflate.ServerPerMessageDeflateFactory()], max_size=None, subprotocols=["echo"], select_subprotocol=self.choose)
        self.path, self.parts, self.opcode = None, [], None

    @staticmethod
    def choose(_, offered):
        return "echo" if "echo" in offered else None

    def take(self, data):
        self.server.receive_data(data) if data else self.server.receive_eof()
        for event in self.server.events_received():
            if not isinstance(event, frames.Frame):
                self.path = event.path
                self.server.send_response(self.server.accept(event))
            elif event.opcode in (frames.OP_TEXT, frames.OP_BINARY, frames.OP_CONT) and self.path.startswith("/echo"):
                self.echo(event)
        return b"".join(self.server.data_to_send())

    def echo(self, frame):
        self.parts.append(frame.data)
        self.opcode = self.opcode or frame.opcode
        if not frame.fin or self.server.state is not protocol.OPEN:
            return
        data, opcode, self.parts, self.opcode = b"".join(self.parts), self.opcode, [], None
        if opcode is frames.OP_TEXT:
            # As the library's own connections do it: what is not UTF-8 is found when the message is whole.
            try:
                data.decode()
            except UnicodeDecodeError as error:
                return self.server.fail(frames.CloseCode.INVALID_DATA, f"{error.reason} at position {error.start}")
            self.server.send_text(data)
        else:
            self.server.send_binary(data)

    def is_over(self):
        return self.server.close_expected() or self.server.state is protocol.CLOSED


class WithWsproto:
    """The other library judges while a message comes, not when it is whole."""

    def __init__(self):
        self.connection = wsproto.WSConnection(wsproto.ConnectionType.SERVER)
        self.path, self.parts, self.over = None, [], False

    def take(self, data):
        out = b""
        try:
            self.connection.receive_data(data or None)
            for event in self.connection.events():
                out += self.answer(event)
        except wsproto.utilities.LocalProtocolError:
            self.over = True
        except wsproto.utilities.RemoteProtocolError as error:
            self.over = True
            if error.event_hint is not None:
                out += self.connection.send(error.event_hint)
        return out

    def answer(self, event):
        if isinstance(event, events.Request):
            self.path = event.target
            chosen = "echo" if "echo" in event.subprotocols else None
            return self.connection.send(events.AcceptConnection(subprotocol=chosen, extensions=[extensions.PerMessageDeflate()]))
        if isinstance(event, events.Ping):
            return self.connection.send(event.response())
        if isinstance(event, events.CloseConnection):
            self.over = True
            if self.connection.state is wsproto.connection.ConnectionState.CLOSED:
                return b""
            return self.connection.send(event.response())
        if isinstance(event, events.Message) and self.path.startswith("/echo"):
            self.parts.append(event.data)
            if event.message_finished:
                whole, self.parts = event.data[:0].join(self.parts), []
                return self.connection.send(type(event)(data=whole))
        return b""

    def is_over(self):
        return self.over


class Cutter:
    """Cuts what comes into single bytes; what is inside a large payload stays whole, so that no frame shares a piece with another."""

    def __init__(self):
        self.head, self.left = b"", None

    def pieces(self, data):
        at = 0
        while at < len(data):
            if self.left is None:
                size = 1
                self.head += data[at:at + 1]
                self.left = self.payload()
            else:
                size = min(self.left, len(data) - at) if self.left > ALONE else 1
                self.left -= size
            if self.left == 0:
                self.head, self.left = b"", None
            yield data[at:at + size]
            at += size

    def payload(self):
        """How long it is, once the head of the frame is whole; all that comes here is masked."""
        if len(self.head) < 2:
            return None
        short = self.head[1] & 127
        extra = {126: 2, 127: 8}.get(short, 0)
        if len(self.head) < 2 + extra + 4:
            return None
        return int.from_bytes(self.head[2:2 + extra], "big") if extra else short


def serve(client, kind):
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.settimeout(PATIENCE)
    with client:
        try:
            converse(client, kind())
        except OSError:
            pass


def converse(client, library):
    cutter = Cutter()
    while not library.is_over():
        data = client.recv(1 << 18)
        if not data:
            client.sendall(library.take(b""))
            break
        had_path = library.path is not None
        if not had_path:
            opening, end, data = data.partition(b"\r\n\r\n")
            client.sendall(library.take(opening + end))
        # Up to the first byte that ends it; the rest is read and dropped below.
        for piece in cutter.pieces(data):
            out = library.take(piece)
            if out:
                client.sendall(out)
            if library.is_over():
                break
        if not had_path and library.path and library.path.startswith("/raw?") and raw(client, library.path[5:]):
            return
    client.shutdown(socket.SHUT_WR)
    while client.recv(1 << 18):
        pass


def raw(client, asked):
    """Says what was asked for; true: and that was all."""
    text, _, end = asked.partition("-")
    client.sendall(bytes.fromhex(text))
    if end == "reset":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return bool(end)


def main():
    address, port, kind = sys.argv[1:]
    kind = {"websockets": WithWebsockets, "wsproto": WithWsproto}[kind]
    with socket.create_server((address, int(port)), backlog=512) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0], kind), daemon=True).start()


main()
