# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""sink.py ADDRESS PORT: a worker that reads a body of known length to its end and then answers 204."""

import socket
import sys
import threading

PIECE = 256 << 10


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    room = bytearray(PIECE)
    pending = b""
    while True:
        while b"\r\n\r\n" not in pending:
            more = connection.recv(PIECE)
            if not more:
                return
            pending += more
        head, _, pending = pending.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        if b"transfer-encoding" in fields:
            pending = skip_chunks(connection, pending)
        else:
            left = int(fields.get(b"content-length", b"0")) - len(pending)
            while left > 0:
                left -= connection.recv_into(room, min(left, PIECE)) or left
            pending = b""
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def skip_chunks(connection, pending):
    """Reads chunks to the last one and returns what follows."""
    while True:
        while b"\r\n" not in pending:
            pending += connection.recv(PIECE)
        size, _, pending = pending.partition(b"\r\n")
        left = int(size, 16) + 2
        while len(pending) < left:
            left -= len(pending)
            pending = connection.recv(PIECE)
            if not pending:
                return b""
        pending = pending[left:]
        if int(size, 16) == 0:
            return pending


def main():
    with socket.create_server((sys.argv[1], int(sys.argv[2])), backlog=1024) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


main()
