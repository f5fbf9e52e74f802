// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The keys of one of `services:`.
enum ServiceKey: String, CaseIterable {
    case name, path, image, command, upstream
    case internalPort = "internal_port"
    case hostPort = "host_port"
    case auth
    case authToken = "auth_token"
    case environment, volumes
    case memoryLimit = "mem_limit"
    case cpus
    case memoryReservation = "mem_reservation"
    case memoryAndSwapLimit = "memswap_limit"
    case sharedMemorySize = "shm_size"
    case processesLimit = "pids_limit"
    case gpus, tmpfs, user
    case readOnly = "read_only"
    case droppedCapabilities = "cap_drop"
    case entrypoint
    case workingDirectory = "working_dir"
    case pull
    case stripPrefix = "strip_prefix"
    case rewritePrefix = "rewrite_prefix"
    case idleTimeout = "idle_timeout"
    case tunnelIdleTimeout = "ws_idle_timeout"
    case startTimeout = "start_timeout"
    case stopTimeout = "stop_timeout"
    case readiness, concurrency, queue
    case clientRate = "client_rate"
    case clientBurst = "client_burst"
    case `guard`
    case idleAction = "idle_action"
    case priority
    case dependsOn = "depends_on"
    case workerProtocol = "protocol"
    case hosts, wake, hold, ignore
    case memoryLimitMax = "mem_limit_max"
}
