// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import PlimsollTesting
import Testing

/// WebSockets between programs that others wrote, through the real proxy.
@Suite struct WebSocketTests {
    @Test func messagesOfAllSizesPassOnAColdStart() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            _ = try await bed.startProxy([bed.python(WebSocketPrograms.worker)])
            let run = try await WebSocketPrograms.run(
                """
                for size in [0, 1, 125, 126, 65535, 65536, 3 << 20]:
                    await socket.send(b"x" * size)
                    assert await socket.recv() == b"x" * size, size
                await socket.send("text")
                print(await socket.recv(), round(await (await socket.ping()), 1) < 1)
                await socket.close(4000)
                print(socket.close_code)
                """,
                address: bed.address,
                token: bed.token
            )
            #expect(run.output == "text True\n4000\n")
            #expect(run.status == 0)
        }
    }

    @Test func aForgottenOneIsClosedAndItsWorkerSleeps() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let settings = ["ws_idle_timeout: 1500ms", "idle_timeout: 500ms"]
            let proxy = try await bed.startProxy([bed.python(WebSocketPrograms.worker, settings: settings)])
            let run = try await WebSocketPrograms.run(
                """
                for number in range(5):
                    await asyncio.sleep(0.6)
                    await socket.send("busy")
                    await socket.recv()
                print("kept")
                await socket.recv()
                """,
                address: bed.address,
                token: bed.token
            )
            #expect(run.output == "kept\nclosed with 1001\n")
            try await proxy.reaches("asleep")
            #expect(proxy.starts == 1)
        }
    }

    @Test func oneThatIsOpenWhenTheProxyEndsIsTold() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let services = try await [bed.python(WebSocketPrograms.worker)]
            let proxy = try await bed.startProxy(global: ["drain_timeout: 1", "on_exit: stop"], services)
            async let run = WebSocketPrograms.run("await socket.recv()", address: bed.address, token: bed.token)
            try await eventually("it is open") { try await proxy.status().inFlight == 1 }
            #expect(try await proxy.terminate() == 0)
            #expect(try await run.output == "closed with 1001\n")
        }
    }
}
