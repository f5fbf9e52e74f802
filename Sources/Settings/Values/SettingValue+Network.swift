// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension SettingValue {
    /// A port, or a host and a port.
    func listenAddress(_ report: inout Report) -> ListenAddress? {
        parsed(&report, as: "a port or host:port", hint: "such as 80, 127.0.0.1:8080 or [::1]:8080") { text in
            if let port = Self.port(text, lowest: 0) { return ListenAddress(port: port) }
            guard let (host, port) = Self.hostAndPort(text, lowest: 0) else { return nil }
            return ListenAddress(host: host.isEmpty || host == "*" ? nil : host, port: port)
        }
    }

    func upstream(_ report: inout Report) -> Endpoint? {
        parsed(&report, as: "an address to route to", hint: "such as http://127.0.0.1:9000 or unix:/run/app.sock") {
            text in
            if text.hasPrefix("unix:") {
                let path = text.dropFirst(5)
                return path.hasPrefix("/") && path.utf8.count < 108 ? .unix(path: String(path)) : nil
            }
            guard text.lowercased().hasPrefix("http://") else { return nil }
            var address = text.dropFirst(7)
            if address.last == "/" { address.removeLast() }
            if let (host, port) = Self.hostAndPort(String(address), lowest: 1) {
                return host.isEmpty ? nil : .tcp(host: host, port: port)
            }
            return Self.isHost(String(address)) ? .tcp(host: String(address), port: 80) : nil
        }
    }

    func trustedProxies(_ report: inout Report) -> [AddressRange]? {
        let nodes: [SettingNode]
        switch node.content {
        case .list(let items): nodes = items
        case .scalar(let text, _):
            nodes = text.split(separator: ",").map {
                SettingNode(content: .scalar(String($0.trimmed), isPlain: true), place: place)
            }
        case .map:
            refuse("must be a list of addresses", hint: "such as [10.0.0.0/8, 192.168.1.7]", &report)
            return nil
        }
        return nodes.compactMap { item in
            // Blanks are dropped: they come from lists put together by scripts.
            if item.isNull || item.text?.trimmed.isEmpty == true { return nil }
            return nested(item).parsed(&report, as: "an IP address or a range", hint: "such as 10.0.0.0/8 or ::1") {
                AddressRange(parsing: $0.trimmed)
            }
        }
    }

    func proxyHeaderUse(_ report: inout Report) -> ProxyHeaderUse? {
        parsed(&report, as: "true, false, http or https") { text in
            switch text.lowercased() {
            case "http": .http
            case "https": .https
            default: Self.bool(text).map { $0 ? .both : .none }
            }
        }
    }

    private static func port(_ text: some StringProtocol, lowest: Int) -> Int? {
        guard let port = integer(String(text)), (lowest...65535).contains(port) else { return nil }
        return port
    }

    private static func hostAndPort(_ text: String, lowest: Int) -> (host: String, port: Int)? {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = port(text[text.utf8.index(after: colon)...], lowest: lowest)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            return AddressRange(parsing: host).map { $0.bytes.count == 16 && $0.prefixLength == 128 } == true
                ? (host, port) : nil
        }
        return host.isEmpty || host == "*" || isHost(host) ? (host, port) : nil
    }

    /// Whether it can be a host's name or an IPv4 address.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

extension StringProtocol {
    var trimmed: SubSequence {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
        return self[start..<end]
    }
}
