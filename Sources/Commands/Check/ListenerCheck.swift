// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc
package import Settings

/// Looks up where the proxy is to listen, by the names of this machine.
package enum ListenerCheck {
    /// What is one address by its text alone is an error of the file, and not told again.
    package static func problems(of loaded: LoadedSettings) -> [Problem] {
        guard let settings = loaded.readable, settings.servesHTTPS else { return [] }
        let (plain, secure) = (settings.listenHTTP, settings.listenHTTPS)
        guard plain.port == secure.port, !plain.clashes(with: secure), let one = resolved(plain),
            let other = resolved(secure), one.clashes(with: other)
        else { return [] }
        let key = loaded.names(SettingPath(service: nil, key: "listen_https")) ? "listen_https" : "listen_http"
        return [
            Problem(
                severity: .warning,
                rule: SurroundingsRule.listenAddressShared.rawValue,
                place: loaded.place(of: SettingPath(service: nil, key: key)),
                message:
                    "listen_http (\(plain)) and listen_https (\(secure)) are one address here (\(one)): only one can "
                    + "listen there, and the proxy does not start",
                hint: "give each a port of its own, such as 80 and 443"
            )
        ]
    }

    /// With the address that the proxy would take for its host: the first. Nil: the host has none.
    private static func resolved(_ address: ListenAddress) -> ListenAddress? {
        guard let host = address.host else { return address }
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(address.port)", nil, &list) == 0, let first = list else { return nil }
        defer { freeaddrinfo(list) }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let (name, length) = (first.pointee.ai_addr, first.pointee.ai_addrlen)
        guard getnameinfo(name, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        let numeric = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return ListenAddress(host: numeric, port: address.port)
    }
}
