// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// What starts a thread, or a process, for each processor. All are given the quota rounded up, where that is less than the processors there are:
// more threads only use up the quota of a period sooner, and then all stand still.
extension Runtime {
    /// CPython since 3.13 (`os.cpu_count`, `os.process_cpu_count` and all that ask these). It does not look at quotas.
    package static let python = threaded("Python", "PYTHON_CPU_COUNT") { $0.allowedProcessors }

    /// OpenMP, and those that read its variable where their own (`OPENBLAS_NUM_THREADS`, `MKL_NUM_THREADS`, `BLIS_NUM_THREADS`,
    /// `NUMEXPR_NUM_THREADS`) is not set: one variable, so that a user's own still wins, and so that coreutils' `nproc` agrees.
    package static let openMP = threaded("OpenMP, OpenBLAS, MKL, BLIS, numexpr", "OMP_NUM_THREADS") {
        $0.allowedProcessors
    }

    /// joblib's processes. Rounds the quota up itself, of the outermost cgroup it can see.
    package static let loky = threaded("loky", "LOKY_MAX_CPU_COUNT") { $0.processors }

    /// Rust's `available_parallelism` rounds the quota down.
    package static let rayon = threaded("rayon", "RAYON_NUM_THREADS") { $0.processorsRoundedDown }

    package static let tokio = threaded("tokio", "TOKIO_WORKER_THREADS") { $0.processorsRoundedDown }

    private static func threaded(
        _ name: String,
        _ variable: String,
        own: @escaping @Sendable (RuntimeRoom) -> Int
    ) -> Runtime {
        Runtime(
            name: name,
            occasion: .always,
            own: { [.threads(own($0))] },
            settings: { $0.isProcessorTimeShort ? [.threads(variable, $0.processors)] : [] }
        )
    }
}
