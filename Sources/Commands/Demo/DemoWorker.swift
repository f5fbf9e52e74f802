// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The demo's worker: a small HTTP server in plain Python that tells what it sees of its limits, and allocates too much when asked.
enum DemoWorker {
    static let program = """
        import http.server, json, os, resource, socketserver, sys, time

        def limit():
            for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
                try:
                    text = open(path).read().strip()
                    return None if text == "max" or int(text) >= 1 << 60 else int(text)
                except OSError:
                    pass

        class Worker(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_GET(self):
                answer = {"pid": os.getpid(), "born": BORN}
                if self.path.startswith("/limits"):
                    soft = resource.getrlimit(resource.RLIMIT_DATA)[0]
                    answer["cgroup_limit"] = limit()
                    answer["rlimit_data"] = None if soft == resource.RLIM_INFINITY else soft
                if self.path.startswith("/allocate"):
                    try:
                        bytearray(4000*1024*1024)
                        answer["raised"] = None
                    except MemoryError:
                        answer["raised"] = "MemoryError"
                if self.path.startswith("/fill"):
                    # In pieces: a machine with little memory would refuse one of 4000 MiB by itself.
                    pieces = [bytearray(16*1024*1024) for _ in range(250)]
                    answer["raised"] = None
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *rest):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        BORN = time.time()
        Server(("0.0.0.0", int(os.environ["PORT"])), Worker).serve_forever()
        """
}
