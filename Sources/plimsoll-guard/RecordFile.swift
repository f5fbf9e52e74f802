// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The file that `--report` names.
enum RecordFile {
    /// Returns why it could not be written.
    static func write(_ record: GuardRecord, to file: String) -> String? {
        let bytes = Array(record.text.utf8)
        let error = file.withCString { path in
            bytes.withUnsafeBytes { plimsoll_write_file(path, $0.baseAddress, Int64($0.count)) }
        }
        return error < 0 ? "cannot write the report to '\(file)': \(Execution.text(of: error))" : nil
    }
}
