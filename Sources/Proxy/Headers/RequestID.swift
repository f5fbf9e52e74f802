// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The name a request goes by from the door to the worker: unique, not secret.
struct RequestID {
    private let high: UInt64
    private let low: UInt64

    func write(to output: inout ByteBuffer) {
        HeadWriter.writeHexadecimal(high, width: 16, to: &output)
        HeadWriter.writeHexadecimal(low, width: 16, to: &output)
    }

    /// Makes ids without asking the system for each: one random number, and a count.
    struct Source {
        private let high = UInt64.random(in: .min ... .max)
        private var low = UInt64.random(in: .min ... .max)

        mutating func next() -> RequestID {
            low &+= 1
            return RequestID(high: high, low: low)
        }
    }
}
