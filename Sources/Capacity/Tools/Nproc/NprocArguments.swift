// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The command line of `nproc`.
package enum NprocArguments {
    package static let usage = "Try 'nproc --help' for more information.\n"

    package static let help = """
        usage: nproc [options]

        Prints how many processors are worth using in this container: its quota of processor
        time rounded up, at most as many as this process may run on, at least 1.
        OMP_NUM_THREADS and OMP_THREAD_LIMIT are heeded, as elsewhere.

          --all        the processors of the machine instead
          --ignore=N   N fewer, if possible
          --version    print the version
          --help       print this

        """

    private static let all = ToolOption("all")
    private static let ignore = ToolOption("ignore", takesValue: true)

    package static func parse(_ arguments: [String]) -> ToolCommand<NprocOptions> {
        let line = ToolArguments(arguments, [all, ignore, .help, .version])
        if let misuse = line.misuse { return .misuse(misuse) }
        if line.has(.help) { return .help }
        if line.has(.version) { return .version }
        if let word = line.words.first { return .misuse("extra operand '\(KernelText.shown(word.utf8))'") }
        var options = NprocOptions()
        options.countsAll = line.has(all)
        for option in line.found where option.name == ignore.name {
            guard let ignored = KernelText.number(Array(option.value.utf8)[...]) else {
                return .misuse("invalid number: '\(KernelText.shown(option.value.utf8))'")
            }
            options.ignored = ignored
        }
        return .show(options)
    }
}
