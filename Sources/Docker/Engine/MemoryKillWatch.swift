// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity
internal import Glibc
internal import Synchronization

/// Hears from the kernel itself that a container ran out of memory. The engine hears it by a race against the container's end, which
/// on a busy host it now and then loses.
///
/// On cgroup v1 and where this process may write cgroup files; elsewhere there is none.
final class MemoryKillWatch: Sendable {
    private struct State {
        var notices: UInt64 = 0
    }

    private let descriptor: Int32
    private let folder: String
    private let state = Mutex(State())

    /// Nil: the container does not run here, or its cgroup cannot be watched.
    init?(of id: ContainerID, _ container: ContainerInspection.State?) {
        let files = SystemFiles()
        guard let process = container?.pid.flatMap(Int32.init(exactly:)), process > 0,
            let place = CgroupPlaces(of: process, files: files).memory, place.version == .v1,
            place.own.contains(id.text)
        else { return nil }
        folder = place.own
        descriptor = plimsoll_wakeup()
        guard descriptor >= 0 else { return nil }
        guard Self.subscribe(descriptor, to: folder) else {
            plimsoll_close(descriptor)
            return nil
        }
    }

    deinit {
        plimsoll_close(descriptor)
    }

    /// Whether memory ran out, asked when the container has ended.
    /// - Parameter isLikely: else little is waited for, as every end that is none waits as long.
    func sawShortage(isLikely: Bool) async -> Bool {
        // The removal of a cgroup is one notice more, though it may come a little late: one alone says nothing yet. That of a kill comes
        // before the kill.
        for _ in 0..<(isLikely ? 20 : 3) {
            let stillThere = SystemFiles().bytes(at: "\(folder)/memory.oom_control") != nil
            let notices = noticesSoFar()
            if notices == 0 { return false }
            if notices >= 2 || (notices == 1 && stillThere) { return true }
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                return false
            }
        }
        return false
    }

    private func noticesSoFar() -> UInt64 {
        state.withLock { state in
            var count: UInt64 = 0
            if plimsoll_read(descriptor, &count, 8) == 8 { state.notices += count }
            return state.notices
        }
    }

    private static func subscribe(_ descriptor: Int32, to folder: String) -> Bool {
        let subject = plimsoll_open_to_read("\(folder)/memory.oom_control")
        guard subject >= 0 else { return false }
        defer { plimsoll_close(subject) }
        let control = open("\(folder)/cgroup.event_control", O_WRONLY | O_CLOEXEC)
        guard control >= 0 else { return false }
        defer { plimsoll_close(control) }
        let line = Array("\(descriptor) \(subject)".utf8)
        return plimsoll_write(control, line, Int64(line.count)) == 0
    }
}
