// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Which setting is meant; the file's reader knows on which line it stands.
package struct SettingPath: Hashable, Sendable {
    /// Nil: the `global:` block.
    package var service: ServiceName?
    /// Nil: the service as a whole.
    package var key: String?

    package init(service: ServiceName?, key: String? = nil) {
        self.service = service
        self.key = key
    }
}
