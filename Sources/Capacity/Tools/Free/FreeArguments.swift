// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The command line of `free`.
package enum FreeArguments {
    package static let usage = "usage: free [-b|-k|-m|-g|-h] [--si] [-t] [-w] [-s SECONDS] [-c COUNT]\n"

    package static let help = """
        usage: free [options]

        Shows the memory of this container: the total is its limit, not the machine's memory.
        Without a limit it shows the machine's.

          -b, --bytes         in bytes
          -k, --kibi          in KiB; the default
          -m, --mebi          in MiB
          -g, --gibi          in GiB
              --tebi          in TiB
              --kilo, --mega, --giga, --tera  the same in powers of 1000
          -h, --human         each figure in the unit that suits it
              --si            powers of 1000 instead of 1024
          -t, --total         a line for memory and swap together
          -w, --wide          buffers and cache apart
          -s, --seconds N     again every N seconds
          -c, --count N       N times
          -V, --version       print the version
              --help          print this

        used        anonymous and shared memory, and what the kernel holds for the container
        buff/cache  pages of files, and kernel objects the kernel gives back when asked
        available   what programs can still get before the container, or a level above it, is full

        """

    private static let seconds = ToolOption("seconds", "s", takesValue: true)
    private static let count = ToolOption("count", "c", takesValue: true)
    private static let total = ToolOption("total", "t")
    private static let wide = ToolOption("wide", "w")
    private static let human = ToolOption("human", "h")
    private static let si = ToolOption("si")
    private static let version = ToolOption("version", "V")
    private static let binary: [ToolOption] = [
        ToolOption("bytes", "b"), ToolOption("kibi", "k"), ToolOption("mebi", "m"), ToolOption("gibi", "g"),
        ToolOption("tebi"),
    ]
    private static let decimal = [ToolOption("kilo"), ToolOption("mega"), ToolOption("giga"), ToolOption("tera")]

    package static func parse(_ arguments: [String]) -> ToolCommand<FreeOptions> {
        let known = [seconds, count, total, wide, human, si, version, .help] + binary + decimal
        let line = ToolArguments(arguments, known)
        if let misuse = line.misuse { return .misuse(misuse) }
        if line.has(.help) { return .help }
        if line.has(version) { return .version }
        if let word = line.words.first {
            return .misuse("there is nothing to do with '\(KernelText.shown(word.utf8))'")
        }
        var options = FreeOptions()
        options.showsTotal = line.has(total)
        options.isWide = line.has(wide)
        if line.has(si) { options.step = 1000 }
        for option in line.found {
            if let power = binary.firstIndex(where: { $0.name == option.name }) {
                options.unit = .fixed(power: power)
            } else if let index = decimal.firstIndex(where: { $0.name == option.name }) {
                options.unit = .fixed(power: index + 1)
                options.step = 1000
            } else if option.name == human.name {
                options.unit = .human
            } else if option.name == seconds.name {
                guard let interval = Repetition.interval(parsing: option.value), interval > .zero else {
                    return .misuse("seconds argument '\(KernelText.shown(option.value.utf8))' is not a positive number")
                }
                options.repetition.interval = interval
                if !line.has(count) { options.repetition.count = nil }
            } else if option.name == count.name {
                guard let count = Repetition.count(parsing: option.value) else {
                    return .misuse("failed to parse count argument: '\(KernelText.shown(option.value.utf8))'")
                }
                options.repetition.count = count
            }
        }
        return .show(options)
    }
}
