// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Fleet
import Settings
import Testing

@testable import Commands

struct DockerRunReportTests {
    private var settings: ProxySettings {
        var settings = ProxySettings()
        settings.dockerNetwork = "workers"
        settings.services = [
            ServiceDefinition(
                name: "thumbs",
                workload: .container(ContainerSpec(image: "thumbs:2")),
                limits: Limits(memory: .mebibytes(256)),
                environment: ["KEY": "a b"]
            ),
            ServiceDefinition(name: "wiki", workload: .upstream(.tcp(host: "127.0.0.1", port: 9000))),
        ]
        return settings
    }

    private func report(of name: String, masksEnvironment: Bool = false) throws -> DockerRunReport {
        try DockerRunReport(
            of: name,
            in: settings,
            file: "proxy.yaml",
            environment: [:],
            masksEnvironment: masksEnvironment
        )
    }

    @Test func lineHasTheImageTheLimitAndTheFilesNetwork() throws {
        let report = try report(of: "thumbs")
        #expect(report.words.starts(with: ["docker", "run"]))
        #expect(report.words.last == "thumbs:2")
        #expect(report.line.contains("--network workers"))
        #expect(report.line.contains("--memory 268435456b"))
        #expect(report.line.contains("'KEY=a b'"))
    }

    @Test func environmentIsMaskedOnRequest() throws {
        #expect(try !report(of: "thumbs", masksEnvironment: true).line.contains("a b"))
    }

    @Test func unknownServiceIsAnsweredWithTheKnownOnes() {
        let error = #expect(throws: CommandFailure.self) { try report(of: "thumb") }
        #expect(error?.message == "there is no service 'thumb' in 'proxy.yaml'; the services are: thumbs, wiki")
    }

    @Test func serviceWithoutAnImageHasNoLine() {
        let error = #expect(throws: CommandFailure.self) { try report(of: "wiki") }
        #expect(error?.message == "service 'wiki' has no image, so there is no docker run line for it")
    }

    @Test func jsonHasTheWordsUnquoted() throws {
        #expect(try report(of: "thumbs").text(.json, on: Terminal()).contains(#""KEY=a b""#))
    }
}
