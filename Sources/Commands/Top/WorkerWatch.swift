// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
package import Capacity

/// All workers of a proxy, looked at again and again: what the proxy reports, and what this host's kernel tells beside it.
package struct WorkerWatch<Files: FolderReader> {
    private struct Watched {
        var worker: String
        var reader: TopReader<Files>
        var model: TopModel
    }

    private let files: Files
    private let processors: Int
    private var watched: [String: Watched] = [:]

    /// - Parameter processors: how many this host has.
    package init(files: Files, processors: Int) {
        self.files = files
        self.processors = processors
    }

    /// - Parameter now: since the machine was started.
    package mutating func observed(_ report: FleetReport, at now: Duration) -> TopReport {
        var next: [String: Watched] = [:]
        for service in report.services {
            guard let worker = service.worker else { continue }
            if var known = watched[service.name], known.worker == worker {
                known.model.observed(known.reader.sample(allowed: processors, at: now))
                next[service.name] = known
            } else if let process = WorkerProcess.find(worker, files: files) {
                let reader = TopReader(files: files, worker: process, own: 0)
                let model = TopModel(reader.sample(allowed: processors, at: now))
                next[service.name] = Watched(worker: worker, reader: reader, model: model)
            }
        }
        watched = withoutStrangers(next)
        return TopReport(
            engine: report.engine,
            engineTrouble: report.engineTrouble,
            workers: report.services.map { TopWorkerReport($0, watched[$0.name]?.model) }
        )
    }

    /// A worker without a cgroup of its own is counted together with others, the proxy among them: those figures are not its own.
    private func withoutStrangers(_ watched: [String: Watched]) -> [String: Watched] {
        let own = CgroupPlaces(files: files).memory?.own
        return watched.filter { name, worker in
            guard let directory = worker.reader.memoryDirectory, directory != own else { return false }
            return !watched.contains { $0.key != name && $0.value.reader.memoryDirectory == directory }
        }
    }
}
