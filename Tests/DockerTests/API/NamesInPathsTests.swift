// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Testing

@testable import Docker

struct NamesInPathsTests {
    @Test(arguments: ["thumbs", "thumbs:2", "reg.example:5000/team/thumbs:2", "x@sha256:abcdef", "sha256:0123"])
    func imageNamesAreTaken(_ text: String) throws {
        #expect(try ImageReference(text).text == text)
    }

    @Test(arguments: ["", "../../etc", "a/../b", "a//b", "/a", "a/", "a b", "a?x=1", "a#b", "a%2fb", "a\nb", "ä"])
    func whatWouldLeaveThePathIsNoImage(_ text: String) {
        #expect(throws: EngineError.self) { try ImageReference(text) }
    }

    @Test func imageWithoutTagIsPulledAsLatest() throws {
        #expect(try ImageReference("thumbs").withTag == "thumbs:latest")
        #expect(try ImageReference("reg:5000/thumbs").withTag == "reg:5000/thumbs:latest")
        #expect(try ImageReference("thumbs:2").withTag == "thumbs:2")
        #expect(try ImageReference("thumbs@sha256:ab").withTag == "thumbs@sha256:ab")
    }

    @Test(arguments: ["", "a", "-ab", ".ab", "a/b", "a b", "../x", "a?b", "ü1"])
    func whatDockerRefusesIsNoName(_ text: String) {
        let error = #expect(throws: EngineError.self) { try ObjectName(text, kind: "container") }
        #expect(error?.reason == .invalidSpec)
    }

    @Test func idsAreHexadecimal() {
        #expect(ContainerID("b345c1ee38a9") != nil)
        #expect(ContainerID(String(repeating: "0f", count: 32)) != nil)
        for text in ["", "b345c1ee38a", "../../images/json", "B345C1EE38A9", String(repeating: "a", count: 65)] {
            #expect(ContainerID(text) == nil)
        }
        #expect(ContainerID(nil) == nil)
    }
}
