// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The command line of `limits`.
package enum LimitsArguments {
    package static let usage = "usage: plimsoll-guard limits [--format table|json]\n"

    package static let help = """
        usage: plimsoll-guard limits [options]

        Shows every limit a program started here is held to: its value, what of it is used at
        the level that sets it, and what is left. LEVEL is how far above this process's own
        cgroup that level is, FROM the file that tells. Then what the guard would do.

          --format table|json  how to print it; sizes in JSON are in bytes
          --version            print the version
          --help               print this

        The same is said of a run by plimsoll-guard --explain.

        """

    private static let format = ToolOption("format", takesValue: true)

    package static func parse(_ arguments: [String]) -> ToolCommand<LimitsOptions> {
        let line = ToolArguments(arguments, [format, .help, .version])
        if let misuse = line.misuse { return .misuse(misuse) }
        if line.has(.help) { return .help }
        if line.has(.version) { return .version }
        if let word = line.words.first {
            return .misuse("there is nothing to do with '\(KernelText.shown(word.utf8))'")
        }
        var options = LimitsOptions()
        for option in line.found {
            switch option.value {
            case "table": options.isJSON = false
            case "json": options.isJSON = true
            case let value: return .misuse("unknown format '\(KernelText.shown(value.utf8))'; there are table and json")
            }
        }
        return .show(options)
    }
}
