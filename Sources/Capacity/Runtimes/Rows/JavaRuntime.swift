// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Runtime {
    /// The Java virtual machine (HotSpot).
    ///
    /// By itself (`Arguments::set_heap_size` in its `arguments.cpp`): a quarter of the memory it finds, and half of it where that is
    /// less than 126 MiB, its usual heap; in between those 126 MiB. It rounds the CPU quota up.
    ///
    /// JAVA_TOOL_OPTIONS is read before the command line, JDK_JAVA_OPTIONS and _JAVA_OPTIONS, so that any of them wins; a percentage,
    /// not -Xmx, for that wins over percentages written anywhere. It makes the machine say "Picked up JAVA_TOOL_OPTIONS: ..." on
    /// standard error, as the other two do: hence only where the program shows that it is Java, and not where its own choice is the same.
    package static let java = Runtime(
        name: "Java",
        occasion: .found,
        own: { room in
            room.ceiling.map { [.heap(ownJavaHeap($0)), .threads(room.processors)] } ?? []
        },
        settings: { room in
            let places = ["JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"]
            var settings: [RuntimeSetting] = []
            if let limit = room.memory {
                let percent = javaPercent(limit)
                let heap = ByteCount(bytes: limit.bytes / 100 * percent)
                // Not worth a line on standard error: a sixteenth.
                if heap.bytes / 17 * 16 > ownJavaHeap(limit).bytes {
                    settings.append(
                        RuntimeSetting(
                            variable: "JAVA_TOOL_OPTIONS",
                            value: "-XX:MaxRAMPercentage=\(percent)",
                            figure: .heap(heap),
                            form: .option,
                            rivalOptions: ["-Xmx", "-XX:MaxHeapSize", "-XX:MaxRAM", "-XX:-UseContainerSupport"],
                            places: places
                        )
                    )
                }
            }
            if room.isProcessorTimeShort {
                settings.append(
                    RuntimeSetting(
                        variable: "JAVA_TOOL_OPTIONS",
                        value: "-XX:ActiveProcessorCount=\(room.processors)",
                        figure: .threads(room.processors),
                        form: .option,
                        rivalOptions: ["-XX:ActiveProcessorCount", "-XX:-UseContainerSupport"],
                        places: places
                    )
                )
            }
            return settings
        }
    )

    /// Beside the heap: metadata (Paketo's libjvm: 14 MB and 5.8 KB for each of about 10,000 classes), compiled code (48 MB in use), direct
    /// buffers (10 MB) and 20 stacks; together about 160 MiB.
    private static func javaPercent(_ limit: ByteCount) -> Int64 {
        let heap = HeapShare.heap(in: limit, beside: .mebibytes(160))
        return heap.bytes / max(limit.bytes / 100, 1)
    }

    private static func ownJavaHeap(_ memory: ByteCount) -> ByteCount {
        let usual = ByteCount.mebibytes(126)
        let half = ByteCount(bytes: memory.bytes / 2)
        return half < usual ? half : max(ByteCount(bytes: memory.bytes / 4), usual)
    }
}
