// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The guard's own exit statuses, those of `env`, `nohup` and `docker run`.
enum GuardExit {
    static let done: Int32 = 0
    static let guardFailed: Int32 = 125
    static let cannotRun: Int32 = 126
    static let notFound: Int32 = 127
}
