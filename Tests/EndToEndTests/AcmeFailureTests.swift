// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// Certificates by ACME where something goes wrong: what is told, how often is asked, and that it ends well.
@Suite struct AcmeFailureTests {
    @Test func aProxyKilledAtEachStepGoesOnWithItsOrderAndItsAccount() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(300)) { bed in
            let pebble = try await Pebble(bed)
            let authority = try await pebble.start()
            try bed.write(global: pebble.settings(), [bed.elsewhere])
            let steps = ["/sign-me-up", "/order-plz", "/authZ/", "/chalZ/", "/finalize-order/", "/certZ/"]
            for step in steps {
                let before = authority.count(step + " ")
                let proxy = try await bed.startProxy()
                try await eventually("\(step) is asked", within: .seconds(60)) { authority.count(step + " ") > before }
                try await proxy.kill9()
            }
            let proxy = try await bed.startProxy()
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(60)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(authority.count("accounts in memory") == 1)
            // Lost before it was written down, twice at most; given up, as nobody answered its challenge; and the last.
            #expect(authority.count("orders in the db") <= 4)
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func anAuthorityThatIsAwayIsWaitedFor() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(180)) { bed in
            let pebble = try await Pebble(bed)
            let proxy = try await bed.startProxy(global: pebble.settings(), [bed.elsewhere])
            try await eventually("a word on it") { proxy.log.contains("no certificate yet") }
            #expect(proxy.log.contains("the authority at \(bed.host):14000 does not answer"))
            #expect(try await !pebble.isServed("a.test", trusting: pebble.root))
            _ = try await pebble.start()
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(120)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func aNameThatDoesNotLeadHereIsToldWithWhatToDoAndNotAskedForAtOnce() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(120)) { bed in
            var options = Pebble.Options()
            options.challengePort = 9
            let pebble = try await Pebble(bed, options)
            let authority = try await pebble.start()
            let proxy = try await bed.startProxy(global: pebble.settings(), [bed.elsewhere])
            try await eventually("a word on it", within: .seconds(60)) { proxy.log.contains("no certificate yet") }
            #expect(proxy.log.contains("the authority could not see that 'a.test' leads here: "))
            #expect(proxy.log.contains("the authority asks at port 80"))
            let seen = try await bed.certificates()
            #expect(
                seen.contains("could not see that 'a.test' leads here") && seen.contains(#""not_after_epoch":null"#)
            )
            #expect(authority.count("orders in the db") == 1)
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func anAccountOfAnotherKindIsBoundOrAskedFor() async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(150)) { bed in
            var options = Pebble.Options()
            let key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
            options.externalKeys = ["kid-1": key]
            let pebble = try await Pebble(bed, options)
            _ = try await pebble.start()
            let unbound = try await bed.startProxy(global: pebble.settings(), [bed.elsewhere])
            try await eventually("a word on it", within: .seconds(30)) { unbound.log.contains("give acme.eab_kid") }
            #expect(try await unbound.terminate() == 0)

            let settings = pebble.settings(more: ", eab_kid: kid-1, eab_key: \(key)")
            let proxy = try await bed.startProxy(global: settings, [bed.elsewhere])
            let issuer = try await pebble.issuer()
            try await eventually("HTTPS", within: .seconds(60)) {
                try await pebble.isServed("a.test", trusting: issuer)
            }
            #expect(!proxy.log.contains(key))
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test(arguments: [
        ("/endless", "longer than 65536 bytes"), ("/garbage", "cannot be understood"), ("/busy", "answers 503"),
        ("/moved", "answers 302"), ("/cut", "does not answer"),
    ])
    func nonsenseIsToldForWhatItIs(path: String, words: String) async throws {
        try await ProxyTestbed.with(.processes, within: .seconds(90)) { bed in
            let own = try await TestCertificate.make([bed.host], in: bed.folder, called: "own")
            let arguments = ["-u", "-c", Self.nonsense, bed.host, own.chain, own.key]
            let server = try bed.run(tool: "/usr/bin/python3", arguments)
            try await eventually("the server") { server.output.contains("ready") }
            let settings = [
                "listen_https: \"\(bed.host):18443\"", "domain: a.test",
                "acme: {agree_terms: true, ca: 'https://\(bed.host):14000\(path)', ca_root: \(own.chain)}",
            ]
            let proxy = try await bed.startProxy(global: settings, [bed.elsewhere])
            try await eventually("a word on it", within: .seconds(60)) { proxy.log.contains("no certificate yet") }
            #expect(proxy.log.contains(words), "\(proxy.log)")
            if path == "/busy" {
                let folder = try bed.acmeFolder()
                let kept = try String(contentsOfFile: folder + "/attempts.json", encoding: .utf8)
                #expect(kept.contains("notBefore"))
            }
            #expect(try await proxy.terminate() == 0)
        }
    }

    private static let nonsense = """
        import http.server, ssl, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/cut":
                    return self.connection.close()
                self.send_response({"/busy": 503, "/moved": 302}.get(self.path, 200))
                self.send_header("Location", "https://elsewhere.test/")
                self.send_header("Retry-After", "3600")
                if self.path != "/endless":
                    self.send_header("Content-Length", "6")
                self.end_headers()
                while self.path == "/endless":
                    self.wfile.write(b"[" * 65536)
                self.wfile.write(b"<html>")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server = http.server.ThreadingHTTPServer((sys.argv[1], 14000), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("ready")
        server.serve_forever()
        """
}
