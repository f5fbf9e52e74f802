// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Scripts of test workers. Each but the last pieces can be put before `answers`.
enum PythonWorker {
    static let answers = """
        import os, http.server
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path
                if path == '/allocate':
                    try:
                        bytearray(4000 << 20)
                        body = b'allocated'
                    except MemoryError:
                        body = b'MemoryError'
                elif path == '/environment':
                    body = '\\n'.join(sorted(k + '=' + v for k, v in os.environ.items())).encode()
                else:
                    body = str(os.getpid()).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *rest):
                pass
        http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()

        """

    static let ignoresTermination = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"

    static let writes = "import sys; [print(line) for line in sys.argv[1:]]\n"

    static let exceeds = "a = [bytearray(b'x') * (8 << 20) for _ in range(64)]\n"

    /// Stays until it is ended.
    static let stays = "import signal; signal.pause()\n"

    /// Leaves a child in its group and one in a session of its own, and writes their numbers.
    static let leavesChildren = """
        import os, signal, sys
        for escapes in (False, True):
            pid = os.fork()
            if pid == 0:
                if escapes: os.setsid()
                signal.pause()
            print(pid)
        print('ready')

        """
}
