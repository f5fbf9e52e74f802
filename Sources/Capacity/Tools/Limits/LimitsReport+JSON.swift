// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension LimitsReport {
    /// One document. Sizes are in bytes; what is not limited or not known is null.
    package var json: String {
        var object = JSONText()
        object.add("memory", Self.json(memory))
        object.add("memory_high", Self.json(memoryHigh))
        object.add("swap", Self.json(swap))
        object.add("processor_time", Self.json(processorTime))
        object.add("processors", Self.json(processors))
        object.add("processes", Self.json(processes))
        for row in own { object.add(JSONText.key(row.name), Self.json(row)) }
        object.add("fullest", fullest.map(Self.json))
        object.add("memory_out_of_sight", hiddenMemory.map { Self.json("\($0.value.bytes)", $0.file) })
        object.add("processor_time_to_be_saved_up", burst.map { Self.json("\($0.value.wholeMilliseconds)", $0.file) })
        object.add("processors_worth_using", "\(worth)")
        object.add("throttled_periods", throttling.map { "\($0.throttled)" })
        object.add("periods", throttling.map { "\($0.periods)" })
        object.add("kernel_memory", "\(kernelMemory.bytes)")
        object.add("oom_kills", oomKills.map { "\($0)" })
        object.add("runtimes", runtimesJSON)
        return object.text
    }

    /// Processor time is in milliseconds.
    private static func json(_ limit: String, _ file: String) -> String {
        var object = JSONText()
        object.add("limit", limit)
        object.add("file", JSONText.string(file))
        return object.text
    }

    private static func json(_ row: LimitRow) -> String {
        var object = JSONText()
        object.add("limit", row.limit?.json)
        object.add("used", row.used?.json)
        object.add("left", row.left?.json)
        object.add("level", row.level.map { JSONText.string($0.text) })
        object.add("file", row.file.map { JSONText.string($0) })
        return object.text
    }
}
