// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is to be done with a request.
package enum MemoryAnswer: Hashable, Sendable {
    /// Let it through. The process may come to hold `data` by this and by small requests.
    case grant(data: ByteCount)
    /// It does not fit.
    case refuse
    /// It does not fit by what is known: look at the container and all processes, and ask again.
    case look
    /// It may fit soon: hold it up, and ask again after a look.
    case wait
}
