// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker in plain Python, as users have them.
enum PythonWorker {
    /// `/allocate` wants 4000 MiB, `/child` runs a program that touches 400 MiB, anything else tells who answers.
    static let script = """
        import http.server, json, os, socketserver, subprocess, sys
        class Worker(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                answer = {"pid": os.getpid()}
                if self.path.startswith("/allocate"):
                    try:
                        bytearray(4000 * 1024 * 1024)
                    except MemoryError:
                        answer["raised"] = "MemoryError"
                if self.path.startswith("/child"):
                    greedy = "a = [bytearray(b'x') * (8 << 20) for _ in range(50)]"
                    answer["child"] = subprocess.run([sys.executable, "-ESc", greedy]).returncode
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *rest):
                pass
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
        Server(("0.0.0.0", int(os.environ["PORT"])), Worker).serve_forever()
        """
}
