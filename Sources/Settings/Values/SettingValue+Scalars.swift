// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

extension SettingValue {
    func bool(_ report: inout Report) -> Bool? {
        parsed(&report, as: "true or false") { Self.bool($0) }
    }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    func integer(_ report: inout Report, in range: ClosedRange<Int>) -> Int? {
        let wanted =
            range.upperBound == .max
            ? "a whole number of at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return parsed(&report, as: wanted, hint: octalHint) { text in
            guard let number = Self.integer(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// Digits only: what YAML reads as octal, hexadecimal or base 60 is refused rather than guessed at.
    static func integer(_ text: String) -> Int? {
        let digits = text.utf8
        guard digits.allSatisfy({ (48...57).contains($0) }), digits.count == 1 || digits.first != 48 else { return nil }
        return Int(text)
    }

    private var octalHint: String? {
        guard let text = node.text, text.utf8.count > 1, text.utf8.first == 48 else { return nil }
        return "write it in decimal, without a leading zero"
    }

    func port(_ report: inout Report) -> Int? { integer(&report, in: 1...65535) }

    func size(_ report: inout Report) -> ByteCount? {
        parsed(&report, as: "a size above zero", hint: "a number with a unit, such as 512m, 8g or 8GiB") { text in
            guard let size = ByteCount(parsing: text), size > .zero else { return nil }
            return size
        }
    }

    /// A size, or nothing where the user wants no limit.
    func sizeLimit(_ report: inout Report) -> ByteCount?? {
        isNever ? .some(nil) : size(&report).map { .some($0) }
    }

    /// A size that a head, or a part of it, may have.
    func headSize(_ report: inout Report) -> ByteCount? {
        guard let size = size(&report) else { return nil }
        guard (ByteCount(bytes: 256)...ByteCount.mebibytes(1)).contains(size) else {
            refuse("must be from 256b to 1m, not \(size)", &report)
            return nil
        }
        return size
    }

    func windowSize(_ report: inout Report) -> ByteCount? {
        guard let size = size(&report) else { return nil }
        guard (ByteCount.kibibytes(16)...ByteCount.mebibytes(16)).contains(size) else {
            refuse("must be from 16k to 16m, not \(size)", &report)
            return nil
        }
        return size
    }

    func cpus(_ report: inout Report) -> CPUQuota? {
        parsed(&report, as: "a number of processors above zero", hint: "such as 4 or 0.5") { CPUQuota(parsing: $0) }
    }

    func duration(_ report: inout Report) -> Duration? {
        parsed(&report, as: "a time", hint: "seconds, or a number with a unit such as 90s, 5m or 1h30m") {
            DurationText.parse($0)
        }
    }

    /// A time, or nothing where the user wants no limit.
    func limit(_ report: inout Report) -> Duration?? {
        if isNever { return .some(nil) }
        guard let duration = duration(&report) else { return nil }
        return duration
    }

    var isNever: Bool {
        ["never", "none", "off", "no", "false", "0"].contains(node.text?.lowercased())
    }

    func idleTimeout(_ report: inout Report) -> Duration?? {
        guard let limit = limit(&report) else { return nil }
        if let duration = limit, duration < .seconds(30) {
            report.warning(
                .idleTimeoutShort,
                place,
                "\(key) is below 30 seconds: workers will often be stopped between two requests of one user",
                hint: "use 30 or more, unless starting takes no time"
            )
        }
        return limit
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type, _ report: inout Report) -> Choice?
    where Choice.RawValue == String {
        let names = type.allCases.map { "'\($0.rawValue)'" }
        let suggestion = node.text.flatMap { Suggestion.closest(to: $0, among: type.allCases.map(\.rawValue)) }
        return parsed(
            &report,
            as: "one of " + names.joined(separator: ", "),
            hint: suggestion.map { "did you mean '\($0)'?" }
        ) { Choice(rawValue: $0.lowercased()) }
    }

    /// A token that can stand in a header. Its text is in no message.
    func secret(_ report: inout Report) -> Secret? {
        guard let text = node.text else {
            refuse("must be a single value, not \(node.kind)", &report)
            return nil
        }
        guard !text.isEmpty, text.utf8.contains(where: { $0 != 32 }) else {
            refuse("must not be blank", hint: "leave it out to have one generated", &report)
            return nil
        }
        guard text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            refuse("must be printable ASCII without spaces: it is sent in a header", &report)
            return nil
        }
        return Secret(text)
    }

    func absolutePath(_ report: inout Report) -> String? {
        parsed(&report, as: "an absolute path") { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
}
