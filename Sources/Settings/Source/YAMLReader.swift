// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Yams

/// Turns text into setting nodes. The only file that knows the YAML package.
enum YAMLReader {
    static let deepestLevel = 32

    /// - Returns: no root for a file without a value; and keys that were given twice, whose second value is left out.
    static func read(_ source: SourceText) throws(SourceFailure) -> (root: SettingNode?, duplicates: [SourceFailure]) {
        try SafetyScan.check(source)
        var duplicates = DuplicateKeys(source)
        while true {
            do {
                return (try root(of: duplicates.text), duplicates.failures)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let mark = context.mark
                if let key = keys.first, duplicates.setAside(key, line: mark.line, column: mark.column) { continue }
                throw failure(.duplicatedKeysInMapping(duplicates: keys, context: context), source)
            } catch let failure as SourceFailure {
                throw failure
            } catch let error as YamlError {
                throw failure(error, source)
            } catch {
                throw SourceFailure("invalid-yaml", "invalid YAML: \(error)")
            }
        }
    }

    private static func root(of source: SourceText) throws -> SettingNode? {
        // Without resolver rules a key is compared by its text, and no regular expression runs over it.
        let parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
        // Nodes hold their anchors weakly: they are there as long as the parser is.
        return try withExtendedLifetime(parser) {
            guard let root = try parser.singleRoot() else { return nil }
            let node = try node(root, level: 1)
            return node.isNull ? nil : node
        }
    }

    private static func node(_ node: Node, level: Int) throws -> SettingNode {
        let place = node.mark.map { Place.file(line: $0.line, column: $0.column) } ?? .document
        if node.anchor != nil { throw SourceFailure.aliases(at: place) }
        guard level <= deepestLevel else { throw tooDeep(at: place) }
        try checkTag(writtenTag(of: node), at: place)
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain && scalar.tag.rawValue.isEmpty
            return SettingNode(content: .scalar(scalar.string, isPlain: isPlain), place: place)
        case .sequence(let sequence):
            return SettingNode(content: .list(try sequence.map { try self.node($0, level: level + 1) }), place: place)
        case .mapping(let mapping):
            let entries = try mapping.filter { !DuplicateKeys.isSetAside($0.key.string ?? "") }.map { key, value in
                SettingNode.Entry(
                    key: try self.node(key, level: level + 1),
                    value: try self.node(value, level: level + 1)
                )
            }
            return SettingNode(content: .map(entries), place: place)
        case .alias:
            throw SourceFailure.aliases(at: place)
        }
    }

    /// The tag in the file. `Node.tag` would put the resolved one in its place.
    private static func writtenTag(of node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.tag.rawValue
        case .mapping(let mapping): mapping.tag.rawValue
        case .sequence(let sequence): sequence.tag.rawValue
        case .alias(let alias): alias.tag.rawValue
        }
    }

    private static func checkTag(_ tag: String, at place: Place) throws(SourceFailure) {
        let prefix = "tag:yaml.org,2002:"
        if tag.isEmpty || tag == "!" { return }
        if tag.hasPrefix(prefix),
            ["str", "int", "float", "bool", "null", "map", "seq"].contains(tag.dropFirst(prefix.count))
        {
            return
        }
        let written = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        throw SourceFailure(
            "tag-refused",
            at: place,
            "the tag '\(written)' is not supported",
            hint: "write the plain value"
        )
    }

    private static func failure(_ error: YamlError, _ source: SourceText) -> SourceFailure {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return invalid(problem, context, mark, source)
        case .reader(let problem, let offset, _, _):
            return SourceFailure("invalid-yaml", at: place(ofCharacter: offset, source), "invalid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            return SourceFailure(
                "duplicate-key",
                at: .file(line: context.mark.line, column: context.mark.column),
                "\(keys) is given more than once in this block",
                hint: "keep one of them"
            )
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return SourceFailure("invalid-yaml", "invalid YAML: \(error)")
        }
    }

    private static func invalid(
        _ problem: String,
        _ context: YamlError.Context?,
        _ mark: Mark,
        _ source: SourceText
    ) -> SourceFailure {
        let place = Place.file(line: mark.line, column: mark.column)
        if problem.contains("nesting level") { return tooDeep(at: place) }
        if problem.contains("another document") {
            return SourceFailure("invalid-yaml", at: place, "invalid YAML: the file holds more than one document")
        }
        // What was left open began elsewhere; the end of the file helps nobody.
        let isLeftOpen = problem.contains("unexpected end of stream")
        let shown = isLeftOpen ? context.map { Place.file(line: $0.mark.line, column: $0.mark.column) } ?? place : place
        let message = "invalid YAML: \(problem)" + (context.map { " \($0.text)" } ?? "")
        return SourceFailure("invalid-yaml", at: shown, message, hint: hint(at: mark, source))
    }

    private static func tooDeep(at place: Place) -> SourceFailure {
        SourceFailure("too-deep", at: place, "invalid YAML: nested deeper than \(deepestLevel) levels")
    }

    private static func hint(at mark: Mark, _ source: SourceText) -> String? {
        guard let line = source.line(mark.line) else { return nil }
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "indent with spaces; YAML does not allow tabs"
        }
        let isBare = line.contains("${") && !line.contains("\"${")
        return isBare ? "inside { } quote values with variables: \"${NAME}\"" : nil
    }

    private static func place(ofCharacter offset: Int?, _ source: SourceText) -> Place {
        guard let offset else { return .document }
        let before = source.text.prefix(offset)
        let line = before.unicodeScalars.count { $0 == "\n" } + 1
        let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
        return .file(line: line, column: column)
    }
}
