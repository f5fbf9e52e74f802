// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Numbers with a fixed count of decimals, as text.
enum FixedPoint {
    static func hundredths(_ value: Int) -> String {
        "\(value / 100)." + String.twoDigits(value % 100)
    }

    static func tenths(_ value: Int64) -> String {
        "\(value / 10).\(value % 10)"
    }
}
