// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A command line taken apart as `getopt_long` does: letters may be clustered, options and words may be mixed.
struct ToolArguments {
    struct Found {
        let name: String
        /// Empty where the option takes none.
        let value: String
    }

    private(set) var found: [Found] = []
    private(set) var words: [String] = []
    /// What is wrong with the line, in the tools' own words; nil: nothing is.
    private(set) var misuse: String?

    init(_ arguments: [String], _ options: [ToolOption]) {
        var rest = arguments[...]
        while misuse == nil, let argument = rest.popFirst() {
            let bytes = Array(argument.utf8)
            if bytes.count < 2 || bytes[0] != UInt8(ascii: "-") {
                words.append(argument)
            } else if bytes[1] != UInt8(ascii: "-") {
                readLetters(bytes[1...], options, &rest)
            } else if bytes.count == 2 {
                words += rest
                return
            } else {
                readName(bytes[2...], options, &rest)
            }
        }
    }

    func has(_ option: ToolOption) -> Bool {
        found.contains { $0.name == option.name }
    }

    private mutating func readLetters(
        _ letters: ArraySlice<UInt8>,
        _ options: [ToolOption],
        _ rest: inout ArraySlice<String>
    ) {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.letter == letter }) else {
                misuse = "invalid option -- '\(KernelText.shown([letter]))'"
                return
            }
            if !option.takesValue {
                found.append(Found(name: option.name, value: ""))
            } else if !letters.isEmpty {
                found.append(Found(name: option.name, value: KernelText.string(letters)))
                return
            } else if let value = rest.popFirst() {
                found.append(Found(name: option.name, value: value))
            } else {
                misuse = "option requires an argument -- '\(KernelText.shown([letter]))'"
            }
        }
    }

    private mutating func readName(
        _ text: ArraySlice<UInt8>,
        _ options: [ToolOption],
        _ rest: inout ArraySlice<String>
    ) {
        let name = text.prefix { $0 != UInt8(ascii: "=") }
        let attached = name.count < text.count ? KernelText.string(text.dropFirst(name.count + 1)) : nil
        guard let option = options.first(where: { name.elementsEqual($0.name.utf8) }) else {
            misuse = "unrecognized option '--\(KernelText.shown(name))'"
            return
        }
        guard option.takesValue else {
            if attached != nil { misuse = "option '--\(option.name)' doesn't allow an argument" }
            found.append(Found(name: option.name, value: ""))
            return
        }
        guard let value = attached ?? rest.popFirst() else {
            misuse = "option '--\(option.name)' requires an argument"
            return
        }
        found.append(Found(name: option.name, value: value))
    }
}
