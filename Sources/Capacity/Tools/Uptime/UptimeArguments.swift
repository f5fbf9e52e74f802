// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The command line of `uptime`.
package enum UptimeArguments {
    package static let usage = "usage: uptime [-p|-s]\n"

    package static let help = """
        usage: uptime [options]

        Shows since when this container runs: since the oldest of its processes was started.

          -p, --pretty   in words
          -s, --since    the time of its start
          -V, --version  print the version
          -h, --help     print this

        The kernel keeps no load average of a container. In its place: how many tasks run, could
        run or wait for a disk now, and, with cgroup v2, for what share of the last 10 seconds,
        1 and 5 minutes some task had to wait for a processor.

        """

    private static let pretty = ToolOption("pretty", "p")
    private static let since = ToolOption("since", "s")
    private static let shortHelp = ToolOption("help", "h")
    private static let version = ToolOption("version", "V")

    package static func parse(_ arguments: [String]) -> ToolCommand<UptimeStyle> {
        let line = ToolArguments(arguments, [pretty, since, shortHelp, version])
        if let misuse = line.misuse { return .misuse(misuse) }
        if line.has(shortHelp) { return .help }
        if line.has(version) { return .version }
        if let word = line.words.first {
            return .misuse("there is nothing to do with '\(KernelText.shown(word.utf8))'")
        }
        return .show(line.has(since) ? .since : line.has(pretty) ? .pretty : .line)
    }
}
