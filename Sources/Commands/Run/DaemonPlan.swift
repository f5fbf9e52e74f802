// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import ACME
internal import Docker
internal import Fleet
internal import Proxy
internal import Settings

/// Everything that a daemon is told before it starts.
struct DaemonPlan: Sendable {
    var services: [ServiceDefinition]
    var dataPlane: DataPlaneSettings
    /// Who gets a certificate. Nil: nobody.
    var certificateKeeper: CertificateKeeper?
    var docker: DockerEngineSettings
    /// Records and logs of local processes.
    var processFolder: String
    /// What guards tell of themselves.
    var recordFolder: String
    var operatorSocket: String
    var guardPath: String?
    var environment: [String: String]
    /// Tells this proxy's workers from those of others; the same from run to run.
    var owner: String
    var onExit: ExitPolicy
    /// Nil: requests are not logged.
    var accessLog: AccessLog.Target?
    var logsQuery = false
    /// How long requests may go on after the order to end.
    var drainTimeout = Duration.seconds(30)
}
