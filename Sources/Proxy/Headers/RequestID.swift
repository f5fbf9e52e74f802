// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The name a request goes by from the door to the worker: unique, not secret.
struct RequestID {
    private let high: UInt64
    private let low: UInt64

    func write(to output: inout HeadPen) {
        output.writeHexadecimal(high, digits: 16)
        output.writeHexadecimal(low, digits: 16)
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
