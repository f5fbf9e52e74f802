// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Runtime {
    /// .NET.
    ///
    /// By itself three quarters of the limit, at least 20 MiB (`GCHeapHardLimit` in its documentation of the garbage collector), which leaves too
    /// little beside the heap of a small container; the CPU quota rounded up, of its own cgroup alone.
    ///
    /// The limit is read as hexadecimal, the number of processors as decimal. It would win over one in `runtimeconfig.json`, so that it is
    /// set only where three quarters are too much.
    package static let dotnet = Runtime(
        name: ".NET",
        occasion: .always,
        own: { room in
            var figures: [RuntimeFigure] = [.threads(room.processors)]
            if let limit = room.memory { figures.insert(.heap(ownDotnetHeap(limit)), at: 0) }
            return figures
        },
        settings: { room in
            var settings: [RuntimeSetting] = []
            if let limit = room.memory {
                let heap = HeapShare.heap(in: limit, beside: .mebibytes(48))
                if heap < ownDotnetHeap(limit) {
                    settings.append(
                        RuntimeSetting(
                            variable: "DOTNET_GCHeapHardLimit",
                            value: String(heap.bytes, radix: 16),
                            figure: .heap(heap),
                            form: .whole,
                            rivals: [
                                "DOTNET_GCHeapHardLimitPercent", "COMPlus_GCHeapHardLimit",
                                "COMPlus_GCHeapHardLimitPercent",
                            ]
                        )
                    )
                }
            }
            if room.isProcessorTimeShort {
                settings.append(
                    .threads("DOTNET_PROCESSOR_COUNT", room.processors, rivals: ["COMPlus_PROCESSOR_COUNT"])
                )
            }
            return settings
        }
    )

    private static func ownDotnetHeap(_ limit: ByteCount) -> ByteCount {
        max(.mebibytes(20), ByteCount(bytes: limit.bytes / 4 * 3))
    }
}
