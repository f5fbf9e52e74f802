// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the Docker engine has to know beside the services themselves.
package struct DockerEngineSettings: Hashable, Sendable {
    package var address: EngineAddress
    /// The network that workers are put on; made if missing.
    package var network: String
    package var connectMode: ConnectMode
    /// The address of the host that ports are published on. Nil: 127.0.0.1 for a local engine, every address for a remote one.
    package var publishAddress: String?
    /// Tells this proxy's workers from those of another proxy on the same engine, and must stay the same from run to run.
    package var owner: String
    /// The guard's program file. Nil: workers run without a guard, whatever their services say.
    package var guardPath: String?

    package init(
        address: EngineAddress,
        network: String = "nodetool-net",
        connectMode: ConnectMode = .network,
        publishAddress: String? = nil,
        owner: String,
        guardPath: String? = nil
    ) {
        self.address = address
        self.network = network
        self.connectMode = connectMode
        self.publishAddress = publishAddress
        self.owner = owner
        self.guardPath = guardPath
    }

    /// Where ports are published.
    var bindAddress: String {
        publishAddress ?? (address.isLocal ? "127.0.0.1" : "0.0.0.0")
    }

    /// The host that published ports are reached at.
    var publishedHost: String {
        if case .tcp(let host, _) = address, !address.isLocal { return host }
        return ["0.0.0.0", "::", ""].contains(bindAddress) ? "127.0.0.1" : bindAddress
    }
}
