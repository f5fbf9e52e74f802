// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a reader did that it must not do, whatever it is given.
struct Violation: Error, CustomStringConvertible {
    let description: String

    static func unless(_ claim: Bool, _ description: @autoclosure () -> String) throws(Violation) {
        if !claim { throw Violation(description: description()) }
    }
}
