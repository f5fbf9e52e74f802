// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What containers of these tests run. The first process of a container hears SIGTERM only if it asks for it.
enum PythonScripts {
    static let answers = """
        import http.server, os, signal, sys
        if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:
            signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = str(os.getpid()).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *rest):
                pass
        http.server.HTTPServer(('', int(os.environ.get('PORT', '8000'))), Handler).serve_forever()

        """

    static let ignoresTermination = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"

    static let writes = "import sys; [print(line) for line in sys.argv[1:]]\n"

    static let exceeds = "a = [bytearray(b'x') * (8 << 20) for _ in range(64)]\n"

    static let sleeps = "import time; time.sleep(600)\n"
}
