// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Crypto
internal import Fleet
internal import Foundation

/// The guard's program, as it is put into containers.
struct GuardBinary: Sendable {
    /// On the proxy's host.
    let path: String
    let digest: String
    /// The archive that is unpacked in a container's root.
    let archive: [UInt8]

    static let folderInContainer = ".plimsoll"
    static let pathInContainer = "/.plimsoll/guard"
    /// Where the guard tells of itself.
    static let recordInContainer = "/.plimsoll/record"

    init(path: String) throws(EngineError) {
        let content: [UInt8]
        do {
            content = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw EngineError(
                .invalidSpec,
                "cannot read the guard '\(path)'; build it with make build, or set guard: off"
            )
        }
        // Mounts are told whole paths.
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        digest = SHA256.hash(data: content).hexadecimal
        var archive = TarArchive()
        archive.addFolder(Self.folderInContainer)
        archive.addFile(String(Self.pathInContainer.dropFirst()), mode: 0o755, content: content)
        // Whoever the worker runs as.
        archive.addFile(
            String(Self.recordInContainer.dropFirst()),
            mode: 0o666,
            content: [UInt8](repeating: UInt8(ascii: " "), count: GuardRecord.size)
        )
        archive.finish()
        self.archive = archive.bytes
    }
}

extension Sequence<UInt8> {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
