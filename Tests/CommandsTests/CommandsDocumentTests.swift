// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

struct CommandsDocumentTests {
    @Test func documentSaysWhatTheHelpSays() throws {
        let file: String = #filePath
        let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
        try compareWithFile(CommandsDocument.text, path: "/\(root)/docs/commands.md")
    }
}
