// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One block of the file: its known keys with their values, after overrides and expansion.
struct Block<Key: RawRepresentable & CaseIterable & Hashable> where Key.RawValue == String {
    let place: Place
    /// In the file's order, overrides of absent keys last. A key without a value is absent.
    private(set) var values: [(key: Key, value: SettingValue)] = []
    private var places: [Key: Place] = [:]

    init(
        _ node: SettingNode?,
        name: String,
        elsewhere: [String: String],
        isLenient: Bool,
        expansion: inout Expansion,
        overrides: inout Overrides,
        report: inout Report,
        override: (Key) -> (variable: String, form: Overrides.Form)
    ) {
        place = node?.place ?? .document
        var overriding: [Key: SettingNode] = [:]
        for key in Key.allCases where !overrides.isEmpty {
            let (variable, form) = override(key)
            if let node = overrides.node(variable, form, &report) { overriding[key] = node }
        }
        for entry in node?.entries ?? [] {
            guard let key = entry.key.text.flatMap(Key.init(rawValue:)) else {
                report.unknownKey(
                    entry.key,
                    among: Key.allCases.map(\.rawValue),
                    in: name,
                    elsewhere: elsewhere,
                    isLenient: isLenient
                )
                continue
            }
            if let replacement = overriding.removeValue(forKey: key) {
                add(key, replacement)
            } else if let expanded = expansion.expanded(entry.value, &report) {
                if !expanded.isNull { add(key, expanded) }
            } else {
                // Its value was refused: it is there, and nothing can be read from it.
                places[key] = entry.value.place
            }
        }
        for key in Key.allCases {
            if let added = overriding[key] { add(key, added) }
        }
    }

    private mutating func add(_ key: Key, _ node: SettingNode) {
        places[key] = node.place
        values.append((key, SettingValue(key: key.rawValue, node: node)))
    }

    /// Keys that are there with a value that was refused before it could be read.
    var unread: Set<Key> { Set(places.keys).subtracting(values.map(\.key)) }

    func isAbsent(_ key: Key) -> Bool { places[key] == nil }

    func place(of key: Key) -> Place { places[key] ?? place }

    var placesByName: [(name: String, place: Place)] { places.map { ($0.key.rawValue, $0.value) } }
}

extension SettingNode {
    var entries: [Entry] {
        guard case .map(let entries) = content else { return [] }
        return entries
    }
}
