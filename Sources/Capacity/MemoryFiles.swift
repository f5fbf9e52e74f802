// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How large a worker's file systems in memory may get (`/dev/shm`, tmpfs mounts): a write that finds no room there is an error,
/// one that finds the container full is a kill.
package enum MemoryFiles {
    /// Of one for which nobody set a size: half of the memory limit, as the kernel gives half of the machine.
    package static func size(within limit: ByteCount) -> ByteCount {
        ByteCount(bytes: limit.bytes / 2)
    }

    /// The size that a tmpfs mount's options set; nil where they set none, or a share of the machine.
    package static func size(setBy options: String) -> ByteCount? {
        sizes(options).last.flatMap { ByteCount(parsing: String($0.dropFirst(sizeKey.count))) }
    }

    /// A tmpfs mount's options, with a size.
    package static func options(_ options: String, within limit: ByteCount?) -> String {
        guard let limit, sizes(options).isEmpty else { return options }
        return (options.isEmpty ? "" : "\(options),") + sizeKey + "\(size(within: limit).bytes)"
    }

    private static let sizeKey = "size="

    private static func sizes(_ options: String) -> [Substring] {
        options.split(separator: ",").filter { $0.hasPrefix(sizeKey) }
    }
}
