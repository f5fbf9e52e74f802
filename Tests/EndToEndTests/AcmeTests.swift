// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// Certificates by ACME: the real program and a real authority, which asks challenges at the program's plain listener.
@Suite struct AcmeTests {
    @Test func theFirstCertificateComesByItself() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(90)) { bed in
            let pebble = try await Pebble(bed)
            let authority = try await pebble.start()
            let proxy = try await bed.startProxy(
                global: pebble.settings(names: ["a.test", "b.a.test"]),
                [bed.elsewhere]
            )
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(40)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(try await pebble.isServed("b.a.test", trusting: issuer))
            #expect(proxy.log.contains("certificate issued"))
            #expect(authority.output.contains("/.well-known/acme-challenge/") || authority.output.contains("valid"))

            let folder = try bed.acmeFolder()
            for file in ["account.json", "certificate.pem", "attempts.json"] {
                #expect(try bed.mode(of: "\(folder)/\(file)") == 0o600, "\(file)")
            }
            #expect(try bed.mode(of: folder) == 0o700)
            #expect(!FileManager.default.fileExists(atPath: folder + "/order.json"))
            let key = try String(contentsOfFile: folder + "/certificate.pem", encoding: .utf8).split(separator: "\n")[1]
            #expect(!proxy.log.contains(key))
            #expect(try await proxy.terminate() == 0)

            // What is there is served at once, and nobody is asked for another.
            let again = try await bed.startProxy()
            try await eventually("HTTPS", within: .seconds(20)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(try await bed.certificates().contains(#""names":["a.test","b.a.test"]"#))
            #expect(authority.count("accounts in memory") == 1)
            #expect(authority.count("orders in the db") == 1, "\(proxy.log)\n\(again.log)\n\(authority.output)")
            let status = try bed.run(["status", "--socket", bed.operatorSocket])
            #expect(try await status.exited() == 0)
            #expect(status.output.contains("a.test, b.a.test  acme"))
            #expect(try await again.terminate() == 0)
        }
    }

    @Test func rejectedNoncesAndASlowAuthorityOnlyTakeLonger() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(240)) { bed in
            var options = Pebble.Options()
            options.environment = [
                "PEBBLE_WFE_NONCEREJECT": "50", "PEBBLE_VA_NOSLEEP": "0", "PEBBLE_VA_SLEEPTIME": "5",
            ]
            let pebble = try await Pebble(bed, options)
            let authority = try await pebble.start()
            let proxy = try await bed.startProxy(global: pebble.settings(), [bed.elsewhere])
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(180)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(authority.count("accounts in memory") == 1)
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func renewalGoesOnUnderOpenConnectionsAndAnAuthorityThatForgetsEverything() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(300)) { bed in
            var options = Pebble.Options()
            options.validity = 90
            let pebble = try await Pebble(bed, options)
            let authority = try await pebble.start()
            let proxy = try await bed.startProxy(global: pebble.settings(), [bed.elsewhere])
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(60)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            let visitor = try bed.run(
                tool: "/usr/bin/python3",
                ["-u", "-c", Self.visitor, bed.host],
                folder: bed.folder
            )
            try await eventually("the visitor's first answer") { visitor.output.contains("answered") }
            authority.signal(SIGKILL)
            try await authority.exited()
            try await eventually("a renewal that fails", within: .seconds(120)) {
                proxy.log.contains("does not answer")
            }
            #expect(try await bed.certificates().contains("does not answer"))

            // With another root, and without the account.
            _ = try await pebble.start()
            let next = try await pebble.issuer()
            try await eventually("HTTPS anew", within: .seconds(120)) {
                try await pebble.isServed("a.test", trusting: next)
            }
            try "".write(toFile: bed.folder + "/stop", atomically: true, encoding: .utf8)
            #expect(try await visitor.exited() == 0, "\(visitor.output)")
            #expect(visitor.output.hasSuffix("the same connection\n"))
            #expect(try await proxy.terminate() == 0)
        }
    }

    /// Asks again and again on one connection until there is a file called `stop`.
    private static let visitor = """
        import http.client, os, select, ssl, sys
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(sys.argv[1], 18443, context=context, timeout=20)
        connection.connect()
        socket = connection.sock
        while not os.path.exists("stop"):
            connection.request("GET", "/healthz", headers={"Host": "a.test"})
            assert connection.getresponse().read() == b"ok"
            assert connection.sock is socket
            print("answered")
            assert not select.select([socket], [], [], 0.3)[0], "closed while unused"
        print("the same connection")
        """
}

extension RunningProgram {
    func count(_ words: String) -> Int { output.components(separatedBy: words).count - 1 }
}

extension ProxyTestbed {
    /// What the operator is told of certificates.
    func certificates() async throws -> String {
        let arguments = ["-s", "--unix-socket", operatorSocket, "http://proxy/-/v1/status"]
        let text = try await ToolRun.run("/usr/bin/curl", arguments).output
        return String(text[(text.firstRange(of: "\"certificates\"")?.lowerBound ?? text.endIndex)...])
    }

    /// Where the one authority of the case is kept.
    func acmeFolder() throws -> String {
        let state = folder + "/state"
        let parent = try FileManager.default.contentsOfDirectory(atPath: state).first { $0.hasPrefix("acme-") }
        let path = state + "/" + (parent ?? "none")
        guard let name = try FileManager.default.contentsOfDirectory(atPath: path).first else {
            throw RunningProgram.Failure("no authority in \(path)")
        }
        return path + "/" + name
    }

    func mode(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
