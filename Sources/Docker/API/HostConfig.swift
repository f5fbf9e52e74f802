// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The part of a container that depends on its host: limits, mounts, ports. What is not named here stays as the engine has it.
struct HostConfig: Encodable, Hashable {
    var networkMode: String
    var memory: Int64?
    /// Memory and swap together.
    var memorySwap: Int64?
    var memoryReservation: Int64?
    var nanoCPUs: Int64?
    var pidsLimit: Int64?
    var shmSize: Int64?
    var binds: [String]
    var mounts: [BindMount]
    var tmpfs: [String: String]
    var portBindings: [String: [PortBinding]]
    var deviceRequests: [DeviceRequest]
    var capDrop: [String]
    var readonlyRootfs: Bool
    var securityOpt = ["no-new-privileges"]
    var restartPolicy = RestartPolicy()
    var logConfig = LogConfig()

    enum CodingKeys: String, CodingKey {
        case networkMode = "NetworkMode"
        case memory = "Memory"
        case memorySwap = "MemorySwap"
        case memoryReservation = "MemoryReservation"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case shmSize = "ShmSize"
        case binds = "Binds"
        case mounts = "Mounts"
        case tmpfs = "Tmpfs"
        case portBindings = "PortBindings"
        case deviceRequests = "DeviceRequests"
        case capDrop = "CapDrop"
        case readonlyRootfs = "ReadonlyRootfs"
        case securityOpt = "SecurityOpt"
        case restartPolicy = "RestartPolicy"
        case logConfig = "LogConfig"
    }

    struct PortBinding: Codable, Hashable {
        var hostIP: String?
        /// Empty: any free one.
        var hostPort: String?

        enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }
    }

    struct BindMount: Encodable, Hashable {
        var type = "bind"
        var source: String
        var target: String
        var readOnly: Bool

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case source = "Source"
            case target = "Target"
            case readOnly = "ReadOnly"
        }
    }

    struct DeviceRequest: Encodable, Hashable {
        /// -1: all.
        var count: Int?
        var deviceIDs: [String]?
        var capabilities = [["gpu"]]

        enum CodingKeys: String, CodingKey {
            case count = "Count"
            case deviceIDs = "DeviceIDs"
            case capabilities = "Capabilities"
        }
    }

    /// Never: a container that restarts by itself would fight with being put to sleep.
    struct RestartPolicy: Encodable, Hashable {
        var name = "no"

        enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    /// Bounded, so that a chatty worker does not fill the disk.
    struct LogConfig: Encodable, Hashable {
        var type = "json-file"
        var config = ["max-size": "10m", "max-file": "3"]

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case config = "Config"
        }
    }
}
