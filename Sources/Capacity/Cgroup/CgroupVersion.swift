// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Which of the two cgroup interfaces governs a controller; a hybrid host has both at once.
package enum CgroupVersion: Hashable, Sendable {
    case v1
    case v2
}
