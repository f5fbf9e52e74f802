// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import FoundationEssentials
import Settings
import Testing

@testable import Commands

struct ConfiguredProxyTests {
    private static let addresses: [(ListenAddress, String)] = [
        (ListenAddress(port: 8080), "http://127.0.0.1:8080"),
        (ListenAddress(host: "0.0.0.0", port: 80), "http://127.0.0.1:80"),
        (ListenAddress(host: "::", port: 81), "http://[::1]:81"),
        (ListenAddress(host: "10.0.0.7", port: 82), "http://10.0.0.7:82"),
    ]

    @Test(arguments: addresses)
    func plainProxyIsReachedWhereItListens(address: ListenAddress, url: String) throws {
        var settings = ProxySettings()
        settings.listenHTTP = address
        #expect(try ConfiguredProxy(settings).url == url)
    }

    @Test func proxyWithACertificateIsReachedByItsDomain() throws {
        var settings = ProxySettings()
        settings.tlsCertificateFile = "/x.pem"
        settings.tlsKeyFile = "/x.key"
        settings.domain = "example.com"
        #expect(try ConfiguredProxy(settings).url == "https://example.com")
        settings.listenHTTPS = ListenAddress(port: 8443)
        #expect(try ConfiguredProxy(settings).url == "https://example.com:8443")
    }

    @Test func tokenIsTheGivenOneOrTheFirstLineOfItsFile() throws {
        var settings = ProxySettings()
        let state = FileManager.default.temporaryDirectory.appending(path: "pl-state-\(UInt32.random(in: 0...(.max)))")
        #expect(try ConfiguredProxy(settings, environment: ["PLIMSOLL_STATE": state.path]).token == nil)
        settings.bearerToken = .given(Secret("s3cret"))
        #expect(try ConfiguredProxy(settings).token == Secret("s3cret"))

        let file = FileManager.default.temporaryDirectory.appending(path: "pl-token-\(UInt32.random(in: 0...(.max)))")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("from-file\r\nrest".utf8).write(to: file)
        settings.bearerToken = .file(file.path)
        #expect(try ConfiguredProxy(settings).token == Secret("from-file"))
        try Data("\n".utf8).write(to: file)
        #expect(throws: CommandFailure.self) { try ConfiguredProxy(settings) }
    }

    @Test func tokenFileThatIsMissingIsNamed() {
        var settings = ProxySettings()
        settings.bearerToken = .file("/no/such/token")
        let error = #expect(throws: CommandFailure.self) { try ConfiguredProxy(settings) }
        #expect(error?.message.contains("/no/such/token") == true)
    }

    @Test func brokenSettingsFileFailsWithItsMistakes() {
        let error = #expect(throws: CommandFailure.self) { try SettingsFile.load("/no/such/proxy.yaml") }
        #expect(error?.details.joined().contains("not found") == true)
    }
}
