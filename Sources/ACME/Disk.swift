// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOPosix

/// Files may be on a disk that hangs: neither event loops nor the shared pool wait for them.
enum Disk {
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(AuthorityError) -> Value
    ) async throws(AuthorityError) -> Value {
        do {
            return try await NIOThreadPool.singleton.runIfActive { try body() }
        } catch let error as AuthorityError {
            throw error
        } catch {
            throw AuthorityError(.storage, "the disk cannot be used: \(error)")
        }
    }
}
