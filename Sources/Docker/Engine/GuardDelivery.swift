// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Foundation
internal import Synchronization

/// How the guard gets into containers. By a read-only mount it costs nothing, but the engine has to see our files; by an upload it
/// comes into any container of any engine, which takes about a tenth of a second.
final class GuardDelivery: Sendable {
    enum Way: Hashable {
        case mount
        case upload
    }

    private struct State {
        var way: Way?
    }

    private let state = Mutex(State())
    private let api: DockerAPI

    init(api: DockerAPI) {
        self.api = api
    }

    /// Looked up once: whether the engine's folders are folders here, too.
    func way() async -> Way {
        if let way = state.withLock({ $0.way }) { return way }
        guard api.transport.address.isLocal else { return settle(on: .upload) }
        // An engine that cannot be asked now is asked again.
        guard let info = try? await api.info() else { return .upload }
        // A socket passed into a container, or out of a virtual machine, is local without being of this host.
        let isOfThisHost =
            info.rootFolder.map { $0.hasPrefix("/") && FileManager.default.fileExists(atPath: $0) } ?? false
        return settle(on: isOfThisHost ? .mount : .upload)
    }

    /// It looked as if the engine saw our files, and it did not, or would not run them.
    func mountFailed() {
        _ = settle(on: .upload)
    }

    private func settle(on way: Way) -> Way {
        state.withLock { state in
            // Once a mount has failed it is not tried again.
            if state.way != .upload { state.way = way }
            return state.way ?? way
        }
    }
}
