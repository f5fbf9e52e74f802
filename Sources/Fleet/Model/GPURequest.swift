// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Which GPUs a container gets.
package enum GPURequest: Hashable, Sendable {
    case all
    case count(Int)
    case devices([String])
}
