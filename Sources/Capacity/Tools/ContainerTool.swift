// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A tool that shows the container instead of the machine it runs on.
package enum ContainerTool: String, Hashable, Sendable, CaseIterable {
    case limits
    case free
    case nproc
    case top
    case uptime

    /// The tool that a program linked as `path` is to be; nil for any other name. `limits` has no namesake to stand in for.
    package init?(linkedAs path: String) {
        let bytes = Array(path.utf8)
        let name = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes[($0 + 1)...] } ?? bytes[...]
        for tool in Self.allCases where tool != .limits && name.elementsEqual(tool.rawValue.utf8) {
            self = tool
            return
        }
        return nil
    }
}
