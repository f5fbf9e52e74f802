// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

struct ToolsDocumentTests {
    @Test func documentShowsWhatTheToolsPrint() throws {
        let file: String = #filePath
        let root = file.split(separator: "/").dropLast(4).joined(separator: "/")
        try compareWithFile(ToolsDocument.text, path: "/\(root)/docs/tools.md")
    }
}
