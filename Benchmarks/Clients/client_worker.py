# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""client_worker.py ADDRESS PORT: what real clients ask of a server: ranges, gzip, uploads, redirects, cookies, events, WebSocket, a page."""

import asyncio
import contextlib
import gzip
import hashlib
import random
import sys
import time

from aiohttp import web

FILE = random.Random(7).randbytes(2_000_000)
TEXT = b"a line that can be compressed\n" * 5000
PAGE = """<!doctype html><script>
const said = []
const done = (name, good) => {
    said.push(name + (good ? " good" : " BAD"))
    if (said.length == 4) fetch("found", {method: "POST", body: location.protocol + " " + said.sort().join(", ")})
}
fetch("text").then(r => r.text()).then(t => done("fetch", t.length == %d)).catch(e => done("fetch " + e, false))
fetch("upload", {method: "POST", body: new Uint8Array(300000)}).then(r => r.text()).then(t => done("upload", t.startsWith("300000 "))).catch(e => done("upload " + e, false))
let events = 0
const source = new EventSource("events?count=5&pause=10")
source.onmessage = e => { if (++events == 5) { source.close(); done("events", true) } }
source.onerror = e => { if (events < 5) { source.close(); done("events after " + events, false) } }
const socket = new WebSocket(location.href.replace("http", "ws").replace(/page$/, "echo"))
socket.onopen = () => socket.send("x".repeat(70000))
socket.onmessage = e => { done("websocket", e.data.length == 70000); socket.close() }
socket.onerror = e => done("websocket error", false)
</script>""" % len(TEXT)


async def file(request):
    """A part, where a part is asked for."""
    tag = '"of-seed-7"'
    headers = {"Accept-Ranges": "bytes", "ETag": tag}
    asked = request.http_range
    if "Range" not in request.headers or request.headers.get("If-Range", tag) != tag:
        return web.Response(body=FILE, headers=headers)
    part = FILE[asked]
    first = (asked.start or 0) if (asked.start or 0) >= 0 else len(FILE) + asked.start
    headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(FILE)}"
    return web.Response(status=206, body=part, headers=headers)


async def text(request):
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return web.Response(body=gzip.compress(TEXT), headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, content_type="text/plain")
    return web.Response(body=TEXT, content_type="text/plain")


async def upload(request):
    digest, size = hashlib.sha256(), 0
    async for piece in request.content.iter_chunked(1 << 16):
        digest.update(piece)
        size += len(piece)
    return web.Response(text=f"{size} {digest.hexdigest()} {request.version.major}.{request.version.minor}")


async def events(request):
    """Each has the moment at which it was written, by the clock of this machine."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    # Clients leave in the middle.
    with contextlib.suppress(ConnectionResetError):
        for _ in range(int(request.query["count"])):
            await response.write(f"data: {time.monotonic_ns()}\n\n".encode())
            await asyncio.sleep(int(request.query["pause"]) / 1000)
    return response


async def echo(request):
    response = web.WebSocketResponse(max_msg_size=0)
    await response.prepare(request)
    async for message in response:
        await (response.send_str if message.type == web.WSMsgType.TEXT else response.send_bytes)(message.data)
    return response


async def set_cookie(_):
    response = web.Response(text="set")
    response.set_cookie("seen", "yes")
    return response


async def cookie(request):
    return web.Response(text=request.cookies.get("seen", "no"))


async def redirect(_):
    raise web.HTTPTemporaryRedirect("text")


FOUND = []


async def found(request):
    """What browsers have posted."""
    if request.method == "POST":
        FOUND.append(await request.text())
    return web.Response(text="\n".join(FOUND))


async def page(_):
    return web.Response(text=PAGE, content_type="text/html")


def main():
    app = web.Application(client_max_size=0)
    for route in (file, text, upload, events, echo, set_cookie, cookie, redirect, page, found):
        app.router.add_route("*", "/" + route.__name__.replace("_", "-"), route)
    web.run_app(app, host=sys.argv[1], port=int(sys.argv[2]), print=None, access_log=None)


main()
