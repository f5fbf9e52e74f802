// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The names of users, as `/etc/passwd` of the container has them.
package struct UserNames: Sendable {
    private var names: [(user: UInt32, name: String)] = []

    package init(passwd text: [UInt8]) {
        for line in KernelText.lines(text) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count > 2, let user = KernelText.number(fields[2]).flatMap({ UInt32(exactly: $0) }) else {
                continue
            }
            names.append((user, KernelText.shown(fields[0])))
        }
    }

    /// The user's number where it has no name.
    func name(of user: UInt32) -> String {
        names.first { $0.user == user }?.name ?? "\(user)"
    }
}
