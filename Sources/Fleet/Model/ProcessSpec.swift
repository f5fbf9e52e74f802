// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How to run a service as processes of this host.
package struct ProcessSpec: Hashable, Sendable {
    /// The program and its arguments; never empty.
    package var command: [String]
    package var workingDirectory: String?
    /// The port the worker listens on, given to it in `PORT`. Nil: a free one is chosen at each start.
    package var port: Int?

    package init(command: [String], workingDirectory: String? = nil, port: Int? = nil) {
        self.command = command
        self.workingDirectory = workingDirectory
        self.port = port
    }
}
