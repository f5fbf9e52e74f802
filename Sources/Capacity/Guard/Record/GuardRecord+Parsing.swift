// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension GuardRecord {
    /// Reads what `text` wrote, and nothing else: nil for any other order, number, character or length.
    package init?(parsing bytes: some Sequence<UInt8>) {
        var reader = RecordReader(Array(bytes.prefix(Self.size + 1)))
        guard reader.count <= Self.size, reader.take("{\"mode\":\""),
            let mode = GuardMode(rawValue: reader.word()), reader.take("\",\"means\":")
        else { return nil }
        self.init(mode: mode)
        if !reader.take("null") {
            guard reader.take("\""), let means = LeaseMeans(rawValue: reader.word()), reader.take("\"") else {
                return nil
            }
            self.means = means
        }
        guard reader.take(",\"because\":") else { return nil }
        if !reader.take("null") {
            guard reader.take("\"") else { return nil }
            reason = reader.word()
            guard reader.take("\"") else { return nil }
        }
        guard reader.take(",\"limit\":"), let limit = reader.numberOrNull(),
            reader.take(",\"peak\":"), let peak = reader.numberOrNull(),
            reader.take(",\"asked\":"), let asked = reader.numberOrNull(),
            reader.take(",\"refused\":"), let refused = reader.numberOrNull(),
            reader.take(",\"refusedOnPurpose\":"), let onPurpose = reader.numberOrNull(),
            reader.take(",\"lastRefusal\":")
        else { return nil }
        self.limit = limit.map { ByteCount(bytes: $0) }
        self.peak = peak.map { ByteCount(bytes: $0) }
        if let asked, let refused, let onPurpose {
            counts = Counts(asked: asked, refused: refused, refusedOnPurpose: onPurpose)
        }
        if !reader.take("null") {
            guard let refusal = reader.refusal() else { return nil }
            lastRefusal = refusal
        }
        guard reader.take(",\"oomKills\":"), let kills = reader.numberOrNull(), reader.take(",\"ending\":") else {
            return nil
        }
        oomKills = kills
        if !reader.take("null") {
            guard let ending = reader.ending() else { return nil }
            self.ending = ending
        }
        guard reader.take("}"), reader.onlyBlanksAreLeft else { return nil }
    }
}

extension RecordReader {
    fileprivate mutating func refusal() -> MemoryRefusal? {
        guard take("{\"process\":"), let process = number(), process <= Int64(Int32.max), take(",\"name\":\"") else {
            return nil
        }
        let name = word()
        guard take("\",\"size\":"), let size = number(), take(",\"left\":"), let left = number(),
            // What lies beyond the year 9999 is no time.
            take(",\"time\":"), let time = number(), time < 253_402_300_800_000, take("}")
        else { return nil }
        return MemoryRefusal(
            process: Int32(process),
            name: name,
            size: ByteCount(bytes: size),
            left: ByteCount(bytes: left),
            time: .milliseconds(time)
        )
    }

    fileprivate mutating func ending() -> GuardRecord.Ending? {
        let isExit = take("{\"exited\":")
        guard isExit || take("{\"signal\":"), let value = number(), value <= 255, take("}") else { return nil }
        return isExit ? .exited(Int32(value)) : .signaled(Int32(value))
    }
}
