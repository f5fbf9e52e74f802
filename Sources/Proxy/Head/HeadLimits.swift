// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How large the parts of a message may be before it is refused.
package struct HeadLimits: Hashable, Sendable {
    /// Bytes of the request or status line.
    package var startLine: Int
    /// Bytes of one field line.
    package var field: Int
    /// Bytes of all field lines together.
    package var fieldList: Int
    /// Number of field lines.
    package var fieldCount: Int
    /// Bytes of the extensions of one chunk.
    package var chunkExtension: Int

    package init(
        startLine: Int = 8 << 10,
        field: Int = 16 << 10,
        fieldList: Int = 32 << 10,
        fieldCount: Int = 100,
        chunkExtension: Int = 256
    ) {
        self.startLine = startLine
        self.field = field
        self.fieldList = fieldList
        self.fieldCount = fieldCount
        self.chunkExtension = chunkExtension
    }
}
