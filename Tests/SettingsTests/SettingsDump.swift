// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Fleet
import Settings

/// Settings as lines of `path = value`, without those that are at their default.
enum SettingsDump {
    static func lines(of settings: ProxySettings) -> [String] {
        var bare = settings
        bare.services = []
        let defaults = Set(flat(ProxySettings()))
        var lines = flat(bare).filter { !defaults.contains($0) }
        for service in settings.services {
            lines.append("service \(service.name)")
            let workload = Workload.process(ProcessSpec(command: []))
            let defaults = Set(flat(ServiceDefinition(name: service.name, workload: workload)))
            let container = Set(flat(ContainerSpec(image: ""), "workload.container."))
            lines += flat(service).filter { !defaults.contains($0) && !container.contains($0) }.map { "  \($0)" }
        }
        return lines
    }

    private static func flat(_ value: Any, _ path: String = "") -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { flat($0.value, path) } ?? ["\(path.dropLast()) = nil"]
        }
        let name = path.hasSuffix(".") ? String(path.dropLast()) : path
        switch value {
        case let secret as Secret: return ["\(name) = \(secret) of \(secret.exposed.count) characters"]
        case let duration as Duration: return ["\(name) = \(duration.components.seconds)s\(duration.fraction)"]
        case is ByteCount, is CPUQuota, is ServiceName, is AddressRange, is ListenAddress, is Endpoint:
            return ["\(name) = \(value)"]
        case let map as [String: String]:
            return map.sorted { $0.key < $1.key }.map { "\(name).\($0.key) = \($0.value.debugDescription)" }
        case let text as String: return ["\(name) = \(text.debugDescription)"]
        default: break
        }
        if mirror.displayStyle == .collection {
            return mirror.children.enumerated().flatMap { flat($0.element.value, "\(name)[\($0.offset)].") }
        }
        if mirror.children.isEmpty { return ["\(name) = \(value)"] }
        return mirror.children.flatMap { child -> [String] in
            // The unlabelled payload of an enum's case is called `.0`.
            let label = child.label.map { $0.hasPrefix(".") ? "" : "\($0)." } ?? ""
            return flat(child.value, path + label)
        }
    }
}

extension Duration {
    fileprivate var fraction: String {
        let milliseconds = components.attoseconds / 1_000_000_000_000_000
        return milliseconds == 0 ? "" : " \(milliseconds)ms"
    }
}
