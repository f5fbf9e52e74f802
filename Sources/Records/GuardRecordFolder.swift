// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet
internal import Glibc
internal import Synchronization

/// A folder of ours with one file for each worker: its guard writes there, and we read.
package final class GuardRecordFolder: Sendable {
    private struct State {
        var handles: [ServiceName: RecordHandle] = [:]
    }

    private let folder: String
    private let state = Mutex(State())

    /// - Parameter folder: an absolute path; made when it is needed, for this user alone.
    package init(_ folder: String) {
        self.folder = folder
    }
}

extension GuardRecordFolder: GuardRecords {
    package func record(of service: ServiceName) -> GuardRecord? {
        state.withLock { $0.handles[service] }?.read(mayWait: false)
    }
}

extension GuardRecordFolder: GuardRecordFiles {
    package func path(for service: ServiceName) -> String {
        "\(folder)/\(Self.fileName(of: service))"
    }

    package func make(for service: ServiceName) throws(EngineError) -> String {
        mkdir(folder, 0o700)
        let path = path(for: service)
        guard let handle = RecordHandle(making: path) else {
            let reason = String(cString: strerror(errno))
            throw EngineError(.broken, "cannot make '\(path)' for the record of the guard of '\(service)': \(reason)")
        }
        state.withLock { $0.handles[service] = handle }
        return path
    }

    package func read(_ service: ServiceName) -> GuardRecord? {
        let known = state.withLock { $0.handles[service] }
        // One found after a restart of the proxy.
        guard let handle = known ?? RecordHandle(path: path(for: service)) else { return nil }
        handle.trim()
        if known == nil { state.withLock { $0.handles[service] = $0.handles[service] ?? handle } }
        return handle.read(mayWait: true)
    }

    package func remove(_ service: ServiceName) {
        state.withLock { _ = $0.handles.removeValue(forKey: service) }
        unlink(path(for: service))
    }

    /// No other service's, and no path of its own.
    private static func fileName(of service: ServiceName) -> String {
        var name = ""
        for byte in service.text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default: name += "%" + String(byte, radix: 16)
            }
        }
        return name + ".guard"
    }
}
