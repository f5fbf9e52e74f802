// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A runtime or library that sizes itself by what it takes for the machine: one row of the table.
package struct Runtime: Sendable {
    /// When its settings are made.
    package enum Occasion: Hashable, Sendable {
        /// Always: nobody else reads the variable, and programs start others.
        case always
        /// Where the program shows that it is one: the setting could be noticed by others.
        case found
    }

    package var name: String
    package var occasion: Occasion
    /// What it chooses by itself in a room of that size.
    package var own: @Sendable (RuntimeRoom) -> [RuntimeFigure]
    /// What the guard sets instead. Empty where there is no limit, or its own choice fits.
    package var settings: @Sendable (RuntimeRoom) -> [RuntimeSetting]

    package static let all: [Runtime] = [
        java, node, go, dotnet, python, openMP, loky, rayon, tokio, glibc, jemalloc,
    ]
}
