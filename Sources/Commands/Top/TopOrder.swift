// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// By what `plimsoll top` orders the workers; the largest first.
package enum TopOrder: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// The share of its limit that a worker uses; those without a limit last.
    case memory
    case cpu
    /// The order of proxy.yaml.
    case file

    package func sorted(_ workers: [TopWorkerReport]) -> [TopWorkerReport] {
        switch self {
        case .file: workers
        case .memory: Self.sorted(workers) { Self.share($0) }
        case .cpu: Self.sorted(workers) { $0.cpu ?? -1 }
        }
    }

    private static func share(_ worker: TopWorkerReport) -> Double {
        guard let used = worker.memoryBytes, let limit = worker.memoryLimitBytes, limit > 0 else { return -1 }
        return Double(used) / Double(limit)
    }

    /// Keeps the order of equals.
    private static func sorted(_ workers: [TopWorkerReport], by figure: (TopWorkerReport) -> Double)
        -> [TopWorkerReport]
    {
        workers.enumerated().sorted { left, right in
            let (one, other) = (figure(left.element), figure(right.element))
            return one == other ? left.offset < right.offset : one > other
        }.map(\.element)
    }
}
