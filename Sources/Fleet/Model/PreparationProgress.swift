// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Progress of something the engine does before the first request, such as pulling an image.
package struct PreparationProgress: Hashable, Sendable {
    package var service: ServiceName?
    package var message: String

    package init(service: ServiceName?, message: String) {
        self.service = service
        self.message = message
    }
}
