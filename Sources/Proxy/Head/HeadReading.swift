// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How far the reading of a head has come.
enum HeadReading: Hashable {
    case incomplete
    case complete
    case refused(MessageFault)
}
