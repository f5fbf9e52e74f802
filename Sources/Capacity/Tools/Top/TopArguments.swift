// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The command line of `top`.
package enum TopArguments {
    package static let usage = "usage: top [-b] [-n COUNT] [-d SECONDS] [-o [+-]FIELD] [-p PID,...]\n"

    package static let help = """
        usage: top [options]

        Shows the processes of this container, and its memory and processor time against its
        limits. On a terminal it goes on until q is pressed.

          -b, --batch           plain text, for scripts
          -n, --iterations N    N times
          -d, --delay SECONDS   between one and the next; 2 without it
          -o, --sort-override FIELD  %MEM (the default), %CPU, COMMITTED, PID, USER, TIME, COMMAND;
                                with + in front the largest first, with - the smallest
          -p, --pid PID,...     these processes alone
          -v, --version         print the version
          -h, --help            print this

        keys: q quits, M sorts by memory, C by committed memory, P by processor, T by time,
              N by number, R turns the order round, the space bar shows it anew

        %MEM is the resident memory's share of the limit, COMMITTED what a process may write to
        without asking for more. "full in" is when the limit is reached if memory goes on growing
        as it does now.

        """

    private static let batch = ToolOption("batch", "b")
    private static let iterations = ToolOption("iterations", "n", takesValue: true)
    private static let delay = ToolOption("delay", "d", takesValue: true)
    private static let order = ToolOption("sort-override", "o", takesValue: true)
    private static let processes = ToolOption("pid", "p", takesValue: true)
    private static let shortHelp = ToolOption("help", "h")
    private static let version = ToolOption("version", "v")

    package static func parse(_ arguments: [String]) -> ToolCommand<TopOptions> {
        let line = ToolArguments(
            arguments,
            [batch, iterations, delay, order, processes, shortHelp, version, ToolOption("version", "V")]
        )
        if let misuse = line.misuse { return .misuse(misuse) }
        if line.has(shortHelp) { return .help }
        if line.has(version) { return .version }
        if let word = line.words.first {
            return .misuse("there is nothing to do with '\(KernelText.shown(word.utf8))'")
        }
        var options = TopOptions()
        options.isBatch = line.has(batch)
        for option in line.found {
            if let reason = set(option, &options) { return .misuse(reason) }
        }
        return .show(options)
    }

    /// Returns what is wrong with the value.
    private static func set(_ option: ToolArguments.Found, _ options: inout TopOptions) -> String? {
        let value = KernelText.shown(option.value.utf8)
        switch option.name {
        case iterations.name:
            guard let count = Repetition.count(parsing: option.value) else {
                return "bad iterations argument '\(value)'"
            }
            options.repetition.count = count
        case delay.name:
            guard let interval = Repetition.interval(parsing: option.value) else {
                return "bad delay interval '\(value)'"
            }
            // Faster than that it would mostly look at itself.
            options.repetition.interval = max(interval, .milliseconds(100))
        case order.name:
            var name = option.value
            options.isAscending = name.utf8.first == UInt8(ascii: "-")
            if options.isAscending || name.utf8.first == UInt8(ascii: "+") { name = String(name.dropFirst()) }
            guard let field = TopOptions.Field(named: name) else { return "unrecognized field name '\(value)'" }
            options.field = field
        case processes.name:
            for part in option.value.utf8.split(separator: UInt8(ascii: ",")) {
                guard let number = KernelText.number(Array(part)[...]).flatMap({ Int32(exactly: $0) }) else {
                    return "bad pid '\(value)'"
                }
                options.processes.append(number)
            }
        default: break
        }
        return nil
    }
}
