// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// For what share of time some task stood still for want of one thing (PSI), in hundredths of a percent.
package struct Pressure: Hashable, Sendable {
    /// Over the last 10, 60 and 300 seconds.
    package var tenSeconds: Int
    package var minute: Int
    package var fiveMinutes: Int

    /// Reads the `some` line of a pressure file; nil where there is none.
    package init?(_ text: [UInt8]) {
        for line in KernelText.lines(text) where line.starts(with: "some ".utf8) {
            var figures: [Int] = []
            for field in KernelText.fields(line) {
                for key in ["avg10=", "avg60=", "avg300="] where field.starts(with: key.utf8) {
                    guard let figure = Self.hundredths(field.dropFirst(key.utf8.count)) else { return nil }
                    figures.append(figure)
                }
            }
            guard figures.count == 3 else { return nil }
            tenSeconds = figures[0]
            minute = figures[1]
            fiveMinutes = figures[2]
            return
        }
        return nil
    }

    private static func hundredths(_ text: ArraySlice<UInt8>) -> Int? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let whole = KernelText.number(parts[0]), whole <= 100,
            let part = KernelText.number(parts[1])
        else { return nil }
        return Int(whole * 100 + part)
    }
}
