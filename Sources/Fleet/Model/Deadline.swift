// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The time for a call is up.
package struct DeadlineExceeded: Error {
    package init() {}
}

/// Cancels `work` and throws `DeadlineExceeded` when it takes longer than `limit`.
package func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw DeadlineExceeded() }
        return value
    }
}
