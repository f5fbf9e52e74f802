// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Where a Docker engine listens.
package enum EngineAddress: Hashable, Sendable {
    case unix(path: String)
    /// Without TLS: for an engine in a trusted network.
    case tcp(host: String, port: Int)

    /// Reads a `DOCKER_HOST`: `unix:///path` or `tcp://host:port`.
    package init(parsing text: String) throws(EngineError) {
        if let path = text.suffix(after: "unix://"), path.hasPrefix("/") {
            self = .unix(path: path)
        } else if let authority = text.suffix(after: "tcp://") ?? text.suffix(after: "http://"),
            let address = Self.tcp(authority: authority)
        {
            self = address
        } else {
            throw EngineError(
                .invalidSpec,
                "cannot use DOCKER_HOST '\(text)': write unix:///path/to/docker.sock or tcp://host:port "
                    + "(for an engine reached by ssh or TLS, forward its socket here)"
            )
        }
    }

    /// `DOCKER_HOST` if it is set, else the first of the usual sockets that exists, else `/var/run/docker.sock`.
    package init(environment: [String: String], exists: (String) -> Bool) throws(EngineError) {
        if let text = environment["DOCKER_HOST"], !text.isEmpty {
            try self.init(parsing: text)
            return
        }
        let usual = "/var/run/docker.sock"
        if !exists(usual), let folder = environment["XDG_RUNTIME_DIR"], exists(folder + "/docker.sock") {
            self = .unix(path: folder + "/docker.sock")
        } else {
            self = .unix(path: usual)
        }
    }

    /// Whether its containers are processes of this host and its bind mounts folders of it.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): host == "localhost" || host == "127.0.0.1" || host == "::1"
        }
    }

    private static func tcp(authority: String) -> EngineAddress? {
        let bare = authority.hasSuffix("/") ? String(authority.dropLast()) : authority
        guard let colon = bare.lastIndex(of: ":"), let port = Int(bare[bare.index(after: colon)...]),
            (1...65535).contains(port)
        else { return nil }
        var host = bare[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let allowed = host.utf8.allSatisfy { $0.isHostByte }
        return host.isEmpty || !allowed ? nil : .tcp(host: String(host), port: port)
    }
}

extension EngineAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port): "tcp://\(Endpoint.tcp(host: host, port: port))"
        }
    }
}

extension String {
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

extension UInt8 {
    fileprivate var isHostByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
