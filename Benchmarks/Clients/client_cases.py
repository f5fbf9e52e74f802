# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""What real clients do, each a function that raises where something is not as it is directly. `WAY` names a scheme and a version of HTTP."""

import asyncio
import hashlib
import io
import os
import re
import subprocess

import aiohttp
import httpx
import requests
import websockets.asyncio.client
import websockets.sync.client

import own

SECONDS = 60
WAYS = {"HTTP/1.0": ("http", "--http1.0"), "HTTP/1.1": ("http", "--http1.1"), "h2c": ("http", "--http2-prior-knowledge"),
        "h2c by upgrade": ("http", "--http2"), "TLS, HTTP/1.1": ("https", "--http1.1"), "TLS, HTTP/2": ("https", "--http2")}
# Whatever is asked in, a server that can answers in 1.1: RFC 9110, section 6.2.
SAID = {"HTTP/1.0": "1.1", "HTTP/1.1": "1.1", "h2c": "2", "h2c by upgrade": "1.1", "TLS, HTTP/1.1": "1.1", "TLS, HTTP/2": "2"}


def same(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {str(found)[:300]!r} is not {str(expected)[:300]!r}")


class Clients:
    def __init__(self, proxy, folder, file, text):
        self.proxy, self.folder, self.file, self.text = proxy, folder, file, text
        self.path = os.path.join(folder, "upload")
        with open(self.path, "wb") as upload:
            upload.write(file)
        self.digest = f"{len(file)} {hashlib.sha256(file).hexdigest()}"

    def cases(self):
        """Name and what to call."""
        for way in WAYS:
            for name in ("get", "compressed", "upload", "chunked_upload", "expect", "ranges", "resume", "head", "redirect", "many", "gives_up"):
                # HTTP/1.0 has no chunks. Debian's curl asks only once in an h2c connection, of any server: it ends with 16; httpx does it below.
                if (way, name) in (("HTTP/1.0", "chunked_upload"), ("h2c", "redirect"), ("h2c", "many")):
                    continue
                yield f"curl, {way}: {name.replace('_', ' ')}", lambda name=name, way=way: getattr(self, "curl_" + name)(way)
        for scheme in ("http", "https"):
            yield f"requests, {scheme}", lambda scheme=scheme: self.requests(scheme)
            yield f"aiohttp, {scheme}", lambda scheme=scheme: asyncio.run(self.aiohttp(scheme))
            yield f"websockets, {scheme}", lambda scheme=scheme: self.websockets(scheme)
            yield f"websockets with compression and pings, {scheme}", lambda scheme=scheme: asyncio.run(self.websockets_at_length(scheme))
        for scheme, version in (("https", 1), ("https", 2), ("http", 2)):
            yield f"httpx, {scheme}, HTTP/{version}", lambda scheme=scheme, version=version: self.httpx(scheme, version)
        yield "httpx, 50 at a time in one HTTP/2 connection", lambda: asyncio.run(self.httpx_at_once())
        for scheme in ("http", "https"):
            yield f"chromium, {scheme}: fetch, upload, EventSource, WebSocket", lambda scheme=scheme: self.browser(scheme)

    def curl(self, way, path, *options):
        """Body, and what -w says."""
        scheme, version = WAYS[way]
        command = ["curl", "-sS", "--noproxy", "*", "--max-time", str(SECONDS), version, "--cacert", self.proxy.certificate, *options,
                   "-w", "%{stderr}%{http_code} %{http_version} %{size_upload}", self.proxy.url("/w" + path, scheme)]
        done = subprocess.run(command, capture_output=True, timeout=2 * SECONDS)
        if done.returncode:
            raise AssertionError(f"curl ended with {done.returncode}: {done.stderr.decode()[-300:]}")
        return done.stdout, done.stderr.decode().rpartition("\n")[2].split(" ")

    def curl_get(self, way):
        body, said = self.curl(way, "/file")
        same(body, self.file, "body")
        same(said[:2], ["200", SAID[way]], "status and version")

    def curl_compressed(self, way):
        body, said = self.curl(way, "/text", "--compressed")
        same((body, said[0]), (self.text, "200"), "text")
        raw, _ = self.curl(way, "/text", "-H", "Accept-Encoding: gzip")
        same(raw[:2], b"\x1f\x8b", "what was compressed stays so")

    def curl_upload(self, way):
        body, said = self.curl(way, "/upload", "-T", self.path)
        same((body.decode(), said[0]), (self.digest + " 1.1", "200"), "upload")

    def curl_chunked_upload(self, way):
        body, said = self.curl(way, "/upload", "-H", "Transfer-Encoding: chunked" if way in ("HTTP/1.1", "h2c by upgrade", "TLS, HTTP/1.1") else "X-A: b", "--data-binary", "@" + self.path)
        same((body.decode(), said[0]), (self.digest + " 1.1", "200"), "upload")

    def curl_expect(self, way):
        body, said = self.curl(way, "/upload", "-H", "Expect: 100-continue", "--expect100-timeout", "30", "-T", self.path)
        same((body.decode(), said[0]), (self.digest + " 1.1", "200"), "upload")

    def curl_ranges(self, way):
        for asked, part in (("0-0", self.file[:1]), ("1000-299999", self.file[1000:300000]), ("-5", self.file[-5:]), ("1999990-", self.file[1999990:])):
            body, said = self.curl(way, "/file", "-r", asked)
            same((body, said[0]), (part, "206"), f"range {asked}")

    def curl_resume(self, way):
        path = os.path.join(self.folder, "part")
        with open(path, "wb") as part:
            part.write(self.file[:777_777])
        self.curl(way, "/file", "-C", "-", "-o", path)
        with open(path, "rb") as whole:
            same(whole.read(), self.file, "resumed")

    def curl_head(self, way):
        body, said = self.curl(way, "/file", "-I")
        same(said[0], "200", "status")
        same(re.findall(rb"(?i)content-length: (\d+)", body), [b"2000000"], "length")

    def curl_redirect(self, way):
        body, said = self.curl(way, "/redirect", "-L")
        same((body, said[0]), (self.text, "200"), "where it leads")

    def curl_many(self, way):
        """Several in one connection, as far as the version has that."""
        scheme, _ = WAYS[way]
        urls = [self.proxy.url("/w/text", scheme)] * 9
        body, _ = self.curl(way, "/text", *urls)
        same(body, self.text * 10, "ten texts")

    def curl_gives_up(self, way):
        """A client that leaves in the middle harms nobody."""
        scheme, version = WAYS[way]
        command = ["curl", "-s", "--noproxy", "*", "--max-time", "0.3", version, "--cacert", self.proxy.certificate, self.proxy.url("/w/events?count=100&pause=20", scheme)]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS)
        same(done.returncode, 28, "curl's exit status")
        self.curl_compressed(way)

    def requests(self, scheme):
        with requests.Session() as session:
            session.trust_env, session.verify = False, self.proxy.certificate
            url = self.proxy.url("/w", scheme)
            same(session.get(url + "/file", timeout=SECONDS).content, self.file, "file")
            same(session.get(url + "/text", timeout=SECONDS).content, self.text, "compressed text")
            same(session.get(url + "/redirect", timeout=SECONDS).content, self.text, "redirect")
            same(session.post(url + "/upload", data=self.file, timeout=SECONDS).text, self.digest + " 1.1", "upload")
            same(session.post(url + "/upload", data=iter([self.file[:9], self.file[9:]]), timeout=SECONDS).text, self.digest + " 1.1", "chunked upload")
            same(session.post(url + "/upload", files={"a": io.BytesIO(b"b")}, timeout=SECONDS).status_code, 200, "form")
            session.get(url + "/set-cookie", timeout=SECONDS)
            same(session.get(url + "/cookie", timeout=SECONDS).text, "yes", "cookie")
            with session.get(url + "/events?count=5&pause=5", stream=True, timeout=SECONDS) as response:
                same(sum(line.startswith(b"data:") for line in response.iter_lines()), 5, "events")

    def httpx(self, scheme, version):
        with httpx.Client(http1=version == 1, http2=version == 2, verify=self.proxy.trust(), trust_env=False, timeout=SECONDS, follow_redirects=True) as client:
            url = self.proxy.url("/w", scheme)
            response = client.get(url + "/file")
            same((response.content, response.http_version), (self.file, "HTTP/2" if version == 2 else "HTTP/1.1"), "file and version")
            same(client.get(url + "/text").content, self.text, "compressed text")
            same(client.get(url + "/redirect").content, self.text, "redirect")
            same(client.post(url + "/upload", content=self.file).text, self.digest + " 1.1", "upload")
            same(client.post(url + "/upload", content=iter([self.file[:9], self.file[9:]])).text, self.digest + " 1.1", "upload of unknown length")
            client.get(url + "/set-cookie")
            client.cookies.set("other", "crumb")
            same(client.get(url + "/cookie").text, "yes", "cookie")
            with client.stream("GET", url + "/events?count=5&pause=5") as response:
                same(sum(line.startswith("data:") for line in response.iter_lines()), 5, "events")

    async def httpx_at_once(self):
        async with httpx.AsyncClient(http2=True, verify=self.proxy.trust(), trust_env=False, timeout=SECONDS) as client:
            async def one(number):
                if number % 2:
                    same((await client.post(self.proxy.url("/w/upload", "https"), content=self.file)).text, self.digest + " 1.1", "upload")
                else:
                    same((await client.get(self.proxy.url("/w/file", "https"))).content, self.file, "file")
            await asyncio.gather(*map(one, range(50)))

    async def aiohttp(self, scheme):
        context = self.proxy.trust() if scheme == "https" else None
        url = self.proxy.url("/w", scheme)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(SECONDS), cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            async def read(method, path, **options):
                async with session.request(method, url + path, ssl=context, **options) as response:
                    return await response.read()
            same(await read("GET", "/file"), self.file, "file")
            same(await read("GET", "/text"), self.text, "compressed text")
            same((await read("POST", "/upload", data=self.file)).decode(), self.digest + " 1.1", "upload")
            with open(self.path, "rb") as file:
                same((await read("POST", "/upload", data=file, chunked=True, expect100=True)).decode(), self.digest + " 1.1", "chunked upload that expects")
            await read("GET", "/set-cookie")
            same(await read("GET", "/cookie"), b"yes", "cookie")
            async with session.ws_connect(url + "/echo", ssl=context, max_msg_size=0) as socket:
                await socket.send_bytes(self.file)
                same((await socket.receive(SECONDS)).data, self.file, "echo")

    def websockets(self, scheme):
        url = self.proxy.url("/w/echo", "wss" if scheme == "https" else "ws")
        context = self.proxy.trust() if scheme == "https" else None
        with websockets.sync.client.connect(url, ssl=context, compression=None, max_size=None, proxy=None) as client:
            for data in ("", "ä", "x" * 70_000, b"", self.file):
                client.send(data)
                same(client.recv(SECONDS), data, "echo")
        # Over TLS this client says 1006 now and then after a large message, of any server; the other one is asked instead.
        if not context:
            same(client.close_code, 1000, "close code")

    async def websockets_at_length(self, scheme):
        url = self.proxy.url("/w/echo", "wss" if scheme == "https" else "ws")
        context = self.proxy.trust() if scheme == "https" else None
        async with websockets.asyncio.client.connect(url, ssl=context, max_size=None, ping_interval=0.05, proxy=None) as client:
            same([type(extension).__name__ for extension in client.protocol.extensions], ["PerMessageDeflate"], "extensions")
            for number in range(200):
                await client.send(["in ", "fragments ", str(number)])
                same(await asyncio.wait_for(client.recv(), SECONDS), f"in fragments {number}", "echo")
            await asyncio.wait_for(await client.ping(), SECONDS)
            await client.send(self.file)
            same(await asyncio.wait_for(client.recv(), SECONDS), self.file, "echo")
        same(client.close_code, 1000, "close code")

    def browser(self, scheme):
        """The page tries everything, and posts what it has found."""
        profile = os.path.join(self.folder, "profile-" + scheme)
        # A port for debugging: without one, headless means to print the page and end.
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--disable-background-networking",
                   "--no-first-run", "--disable-component-update", "--disable-sync", "--ignore-certificate-errors", f"--user-data-dir={profile}",
                   "--remote-debugging-port=0", self.proxy.url("/w/page", scheme)]
        browser = own.Process(self.folder, "chromium-" + scheme, command)
        try:
            own.await_true(lambda: f"{scheme}: " in self.found(), 2 * SECONDS, "what the page has found")
            same(self.found(), f"{scheme}: events good, fetch good, upload good, websocket good", "what the page has found")
        finally:
            browser.stop()

    def found(self):
        with requests.Session() as session:
            session.trust_env = False
            return session.get(self.proxy.url("/w/found"), timeout=SECONDS).text.rpartition("\n")[2]
