// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// The whole fleet as `GET /-/v1/status` and `plimsoll status --format json` show it.
package struct FleetReport: Codable, Hashable, Sendable {
    /// Which engine runs the workers: `docker`, `processes`.
    package var engine: String
    /// Why the engine cannot be used now. Nil: it answers.
    package var engineTrouble: String?
    /// In the order of the configuration.
    package var services: [ServiceReport]
    /// Those of the proxy's own listeners. Nil: not told of.
    package var certificates: [CertificateReport]?

    private enum CodingKeys: String, CodingKey {
        case engine
        case engineTrouble = "engine_trouble"
        case services, certificates
    }

    package init(engine: String, engineTrouble: String? = nil, services: [ServiceReport]) {
        self.engine = engine
        self.engineTrouble = engineTrouble
        self.services = services
    }

    package init(_ status: FleetStatus) {
        self.init(
            engine: status.engine,
            engineTrouble: status.engineTrouble,
            services: status.services.map { ServiceReport($0) }
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(engine, forKey: .engine)
        try container.encode(engineTrouble, forKey: .engineTrouble)
        try container.encode(services, forKey: .services)
        try container.encodeIfPresent(certificates, forKey: .certificates)
    }
}
