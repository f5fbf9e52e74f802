// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Reads a whole file's nodes into settings, and collects every mistake on the way.
struct DocumentReader {
    private let isLenient: Bool
    private var expansion: Expansion
    private var overrides: Overrides
    private(set) var report = Report()
    private(set) var places: [SettingPath: Place] = [:]
    private(set) var settings = ProxySettings()
    private(set) var services: [ReadService] = []

    init(environment: [String: String], isLenient: Bool) {
        self.isLenient = isLenient
        expansion = Expansion(environment: environment)
        overrides = Overrides(environment: environment)
    }

    mutating func read(_ root: SettingNode) {
        guard case .map(let entries) = root.content else {
            report.error("invalid-value", root.place, "the file must be a block with services:, not \(root.kind)")
            return
        }
        var global: SettingNode?
        var services: SettingNode?
        for entry in entries {
            switch entry.key.text {
            case "global": global = entry.value
            case "services": services = entry.value
            default:
                report.unknownKey(
                    entry.key,
                    among: ["global", "services"],
                    in: "the file",
                    elsewhere: Self.homes,
                    isLenient: isLenient
                )
            }
        }
        readGlobal(global)
        readServices(services)
        overrides.reportUnused(&report)
    }

    /// Where a key belongs that stands in the wrong block.
    private static let homes = Dictionary(
        ServiceKey.allCases.map { ($0.rawValue, "a service") } + GlobalKey.allCases.map { ($0.rawValue, "global:") },
        uniquingKeysWith: { _, last in last }
    )

    private mutating func readGlobal(_ node: SettingNode?) {
        if let node, !node.isNull, !node.isMap {
            report.error("invalid-value", node.place, "global must be a block of keys, not \(node.kind)")
        }
        let block = Block<GlobalKey>(
            node,
            name: "global",
            elsewhere: Self.homes,
            isLenient: isLenient,
            expansion: &expansion,
            overrides: &overrides,
            report: &report
        ) { (Overrides.variable($0), $0.overrideForm) }
        var reader = GlobalReader()
        var broken = block.unread
        for (key, value) in block.values {
            let errorsBefore = report.errorCount
            reader.read(key, value, &report)
            if report.errorCount == errorsBefore {
                noticeIfWaiting(key.rawValue, key.reference, value)
            } else {
                broken.insert(key)
            }
        }
        reader.finish(block, broken: broken, &report)
        settings = reader.settings
        places[SettingPath(service: nil)] = block.place
        for (name, place) in block.placesByName { places[SettingPath(service: nil, key: name)] = place }
    }

    private mutating func readServices(_ node: SettingNode?) {
        let hint = "services:\n  - {name: hello, path: /, image: \"hello:latest\"}"
        guard let node, !node.isNull else {
            report.error("services-missing", .document, "at least one service must be defined", hint: hint)
            return
        }
        guard case .list(let items) = node.content else {
            report.error("invalid-value", node.place, "services must be a list, not \(node.kind)", hint: hint)
            return
        }
        if items.isEmpty {
            report.error("services-missing", node.place, "at least one service must be defined", hint: hint)
        }
        var siblings = ServiceSiblings()
        for item in items where !report.isFull { readService(item, &siblings) }
        siblings.checkDependencies(&report)
        settings.services = services.filter(\.isSound).map(\.definition)
    }

    private mutating func readService(_ node: SettingNode, _ siblings: inout ServiceSiblings) {
        guard node.isMap else {
            report.error("invalid-value", node.place, "a service must be a block of keys, not \(node.kind)")
            return
        }
        let errorsBefore = report.errorCount
        let written = writtenName(of: node)
        let block = Block<ServiceKey>(
            node,
            name: written.map { "service '\($0.shortened)'" } ?? "a service",
            elsewhere: Self.homes,
            isLenient: isLenient,
            expansion: &expansion,
            overrides: &overrides,
            report: &report
        ) { (Overrides.variable($0, ofService: written ?? ""), $0.overrideForm) }
        var draft = ServiceDraft()
        var broken = block.unread
        for (key, value) in block.values {
            let errorsInKey = report.errorCount
            draft.read(key, value, &report)
            if report.errorCount == errorsInKey {
                noticeIfWaiting(key.rawValue, key.reference, value)
            } else {
                broken.insert(key)
            }
        }
        let definition = draft.definition(block, settings, &report)
        // What it has in common with others says nothing against it alone.
        let isSound = report.errorCount == errorsBefore
        siblings.add(draft, block, &report)
        guard let name = draft.name, places[SettingPath(service: name)] == nil else { return }
        if let definition {
            services.append(ReadService(definition, isSound: isSound, broken: broken))
        }
        places[SettingPath(service: name)] = block.place
        for (key, place) in block.placesByName { places[SettingPath(service: name, key: key)] = place }
    }

    /// The name that a service's override variables are called by, before it was checked itself.
    private mutating func writtenName(of node: SettingNode) -> String? {
        guard let name = node.entries.first(where: { $0.key.text == ServiceKey.name.rawValue })?.value else {
            return nil
        }
        // Whatever is wrong with it is reported when the block is read.
        var unheard = Report()
        return expansion.expanded(name, &unheard)?.text
    }

    private mutating func noticeIfWaiting(_ key: String, _ reference: KeyReference, _ value: SettingValue) {
        guard let reason = reference.waitsFor else { return }
        // Switched off asks for nothing.
        if let text = value.node.text, SettingValue.bool(text) == false { return }
        report.notYetInForce(key, at: value.place, meanwhile: "it waits for \(reason)")
    }
}
