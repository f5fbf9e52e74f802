// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// What is to be said of a local process before it is started.
package enum ProcessInspection {
    package struct Finding: Hashable, Sendable {
        /// The service's key that asks for what is not there.
        package let key: String
        package let error: EngineError
    }

    /// What the engine would meet on starting it as this user, from this folder. Starts nothing; nil: nothing is in the way, or
    /// it is no local process.
    /// - Parameter environment: the proxy's own.
    package static func finding(of service: ServiceDefinition, environment: [String: String]) -> Finding? {
        guard case .process(let spec) = service.workload else { return nil }
        let settings = ProcessEngineSettings(owner: "", stateFolder: "/", guardPath: nil, environment: environment)
        do throws(EngineError) {
            _ = try ProcessPlan(service, settings: settings)
            return nil
        } catch {
            let lacksFolder = spec.workingDirectory.map { !Folder.isFolder($0) } ?? false
            return Finding(key: lacksFolder ? "working_dir" : "command", error: error)
        }
    }
}
