// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting

/// A worker and a client that speak WebSocket by a library that others wrote: PyPI's `websockets`.
enum WebSocketPrograms {
    private static let library = "import sys; sys.path.insert(0, '\(TestFiles.repository)/.build/test-packages')\n"

    /// Sends every message back.
    static let worker =
        library + """
            import asyncio, os, websockets.asyncio.server
            async def echo(socket):
                async for message in socket:
                    await socket.send(message)
            async def main():
                # It pings by itself, as libraries do: that must not keep the worker awake.
                server = websockets.asyncio.server.serve(
                    echo, "0.0.0.0", int(os.environ["PORT"]), ping_interval=0.2, max_size=None)
                async with server as running:
                    await running.serve_forever()
            asyncio.run(main())
            """

    /// Runs `body`, in which `socket` is open, and tells how the connection ended.
    static func run(_ body: String, address: String, token: String) async throws -> ToolRun.Result {
        let lines = body.split(separator: "\n").map { "            " + $0 }.joined(separator: "\n")
        let script =
            library + """
                import asyncio, websockets.asyncio.client, websockets.exceptions
                async def main():
                    connecting = websockets.asyncio.client.connect(
                        "ws://\(address)/", additional_headers={"Authorization": "Bearer \(token)"},
                        ping_interval=0.2, max_size=None, proxy=None)
                    async with connecting as socket:
                        try:
                \(lines)
                        except websockets.exceptions.ConnectionClosed as closed:
                            print("closed with", closed.rcvd.code if closed.rcvd else None)
                asyncio.run(main())
                """
        return try await ToolRun.run("/usr/bin/python3", ["-c", script])
    }
}
