// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// `free` of the container.
enum FreeTool {
    static func show(_ options: FreeOptions) throws(ToolFailure) {
        let reader = ContainerMemoryReader(files: SystemFiles(), places: CgroupPlaces(files: SystemFiles()))
        var shown: Int64 = 0
        while true {
            guard let memory = reader.read() else {
                throw ToolFailure(reason: "cannot find how much memory there is: no cgroup and no /proc/meminfo")
            }
            try ToolRun.print(FreeTable.text(memory, options))
            shown += 1
            if let count = options.repetition.count, shown >= count { return }
            try ToolRun.print("\n")
            ToolRun.sleep(options.repetition.interval)
        }
    }
}
