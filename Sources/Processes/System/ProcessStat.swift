// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One process as `/proc/PID/stat` shows it.
struct ProcessStat: Hashable, Sendable {
    var identity: ProcessIdentity
    /// It has ended, and waits for its parent to ask how.
    var hasEnded: Bool
    var session: Int32
    /// In clock ticks, user and system together.
    var processorTicks: UInt64
    var residentPages: Int64

    /// Nil: this is not the text of such a file.
    init?(parsing text: String) {
        // The name in parentheses may hold spaces and parentheses itself.
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 21, let pid = Int32(text[..<open].filter { $0 != " " }), let session = Int32(fields[3]),
            let user = UInt64(fields[11]), let system = UInt64(fields[12]), let startTime = UInt64(fields[19]),
            let resident = Int64(fields[21])
        else { return nil }
        identity = ProcessIdentity(pid: pid, startTime: startTime)
        hasEnded = fields[0] == "Z" || fields[0] == "X"
        self.session = session
        processorTicks = user + system
        residentPages = resident
    }
}
