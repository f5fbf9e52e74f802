// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc

/// The folder that outlives the proxy: one record and one log for each worker.
struct StateFolder: Sendable {
    let path: String

    /// Makes it where it is missing. One that others may write to is refused: its records name what gets killed.
    func open() throws(EngineError) {
        do throws(SystemError) {
            try Folder.makeAll(path, mode: 0o700)
        } catch {
            throw error.engineError("set a state folder that this user may write")
        }
        guard Folder.isPrivate(path) else {
            throw EngineError(
                .permissionDenied,
                "state folder '\(path)' belongs to another user or may be written by others; chmod 0700 it or set another one"
            )
        }
    }

    func claim() throws(SystemError) -> FileLock {
        try FileLock("\(path)/lock")
    }

    /// What is written down. A file that cannot be read as a record is left out.
    func records() -> [WorkerRecord] {
        Folder.names(in: path).filter { $0.hasSuffix(Self.suffix) }.sorted().compactMap {
            TextFile.read("\(path)/\($0)").flatMap { WorkerRecord(parsing: $0) }
        }
    }

    func save(_ record: WorkerRecord) throws(SystemError) {
        try TextFile.replace(file(of: record.service, Self.suffix), with: record.text)
    }

    func removeRecord(of service: ServiceName) {
        TextFile.remove(file(of: service, Self.suffix))
    }

    func log(of service: ServiceName) -> LogFile {
        LogFile(path: file(of: service, ".log"))
    }

    private static let suffix = ".worker"

    private func file(of service: ServiceName, _ suffix: String) -> String {
        "\(path)/\(WorkerRecord.fileName(of: service))\(suffix)"
    }
}
