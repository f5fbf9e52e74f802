// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Fleet

struct StartTimeoutTests {
    private func message(
        _ listeners: [Endpoint] = [],
        readiness: Readiness = .portAccepts,
        asked: Endpoint? = .tcp(host: "127.0.0.1", port: 8000)
    ) -> String {
        StartTimeout(service: "api", limit: .seconds(30), readiness: readiness, asked: asked, listeners: listeners)
            .refusal.message
    }

    @Test func whereNothingAnsweredIsSaid() {
        #expect(
            message()
                == "nothing answered at 127.0.0.1:8000 within 30 s; see: plimsoll logs api; "
                + "have it listen there (internal_port), or raise start_timeout"
        )
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0", "::"])
    func anotherPortIsNamedWithTheKeyThatTakesIt(host: String) {
        let text = message([.tcp(host: "10.0.0.1", port: 1), .tcp(host: host, port: 9000)])
        #expect(text.contains("within 30 s: the worker listens at 10.0.0.1:1, "))
        #expect(text.hasSuffix(":9000; set internal_port: 9000, or have it listen at the port in PORT"))
    }

    @Test func anotherAddressIsNamedWithWhereItShallListen() {
        #expect(
            message([.tcp(host: "::1", port: 8000)])
                == "nothing answered at 127.0.0.1:8000 within 30 s: the worker listens at [::1]:8000; "
                + "have it listen at 127.0.0.1:8000"
        )
    }

    @Test func aPathThatWasNotAnsweredIsNoMatterOfThePort() {
        #expect(
            message([.tcp(host: "0.0.0.0", port: 8000)], readiness: .answers(path: "/up", status: 204))
                == "a GET of '/up' at 127.0.0.1:8000 was not answered with 204 within 30 s; "
                + "see: plimsoll logs api, or raise start_timeout"
        )
    }

    @Test func anEngineThatIsNotDoneIsNotBlamedOnAPort() {
        #expect(
            message(asked: nil)
                == "the worker did not answer within 30 s; see: plimsoll logs api, or raise start_timeout"
        )
    }

    @Test func whoHoldsNoTokenIsToldNoAddress() throws {
        let timeout = StartTimeout(
            service: "api",
            limit: .milliseconds(1500),
            readiness: .portAccepts,
            asked: .tcp(host: "127.0.0.1", port: 8000),
            listeners: [.tcp(host: "127.0.0.1", port: 9000)]
        )
        let text = try #require(timeout.refusal.publicMessage)
        #expect(text == "the worker did not answer within 1500 ms; see: plimsoll logs api, or raise start_timeout")
    }
}
