// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The guard's command line, understood.
package enum GuardCommand: Equatable, Sendable {
    case help
    case version
    /// A tool that shows the container, with the arguments for it.
    case tool(ContainerTool, [String])
    /// `program` is the place of the program among the arguments; all that follows is its own.
    case run(GuardOptions, program: Int)
    /// The command line makes no sense: why, for a person.
    case misuse(String)

    package static let helpText = """
        usage: plimsoll-guard [options] [--] PROGRAM [ARGUMENTS]
               plimsoll-guard limits|free|nproc|top|uptime [options]

        Runs PROGRAM so that memory beyond the limit of its container is refused with an
        error it can handle, instead of the kernel killing it.

          --mode MODE     lease: stay, and lend the container's memory to all its
                          processes as they ask for it; the default
                          static: limit its data (RLIMIT_DATA), and stay out of the way
                          as: limit its address space (RLIMIT_AS)
                          off: no limit
          --reserve SIZE  what to keep of the limit for the kernel's share: 32m, 10%;
                          without it the larger of 16m and 5%
          --timed         mode lease without asking: programs may gain privileges
          --warn-signal NAME  mode lease: send PROGRAM this signal when its memory
                          is nearly gone
          --report FILE   write what is in force and what became of it, as JSON
          --fail-after SHARE  mode lease: as if the limit were so much less: 80%
          --fail-prob P   mode lease: refuse requests at random: 0.01, 1%
          --seed NUMBER   the order in which --fail-prob does
          --no-runtimes   do not tell runtimes (Java, Node, Go, threads of OpenMP, ...)
                          how large they may be; by default each is told what its
                          user has not set
          --strict        refuse to run PROGRAM without a limit, or in a lesser mode
          --explain       say on standard error what was found and set
          --version       print the version
          --help          print this

        limits, free, nproc, top and uptime show the container instead of the machine; each has
        a --help. The last four are also what a link to this program by their name is. To run
        a program of such a name, write -- before it.

        exit status: 125 the guard failed, 126 PROGRAM cannot be run, 127 PROGRAM was not
        found, otherwise PROGRAM's own.

        """

    /// `arguments` without the guard's own name, which is `name`.
    package init(parsing arguments: [String], linkedAs name: String = "") {
        if let tool = ContainerTool(linkedAs: name) {
            self = .tool(tool, arguments)
            return
        }
        if let first = arguments.first, let tool = ContainerTool(rawValue: first) {
            self = .tool(tool, Array(arguments.dropFirst()))
            return
        }
        var options = GuardOptions()
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            guard argument.utf8.first == UInt8(ascii: "-"), argument.utf8.count > 1 else { break }
            index += 1
            if argument.utf8.elementsEqual("--".utf8) { break }
            let (name, attached) = Self.divided(argument)
            switch name {
            case "--help", "-h", "--version":
                self =
                    attached == nil
                    ? (name == "--version" ? .version : .help) : .misuse("option '\(name)' takes no value")
                return
            case _ where GuardOptions.switches.contains(name):
                if attached != nil {
                    self = .misuse("option '\(name)' takes no value")
                    return
                }
                options.turnOn(name)
            case _ where GuardOptions.settings.contains(name):
                if attached == nil { index += 1 }
                guard let value = attached ?? (index <= arguments.count ? arguments[index - 1] : nil) else {
                    self = .misuse("option '\(name)' needs a value")
                    return
                }
                if let misuse = options.set(name, to: value) {
                    self = .misuse(misuse)
                    return
                }
            default:
                self = .misuse("unknown option '\(name)'; --help lists them")
                return
            }
        }
        if options.mode != .lease, let option = options.leaseOption {
            self = .misuse("option '\(option)' needs --mode lease")
            return
        }
        if options.mode == .lease, let report = options.report, report.utf8.elementsEqual("/dev/stdout".utf8) {
            self = .misuse("mode lease keeps no output open; write the report to a file, or to /dev/stderr")
            return
        }
        if options.isTimed && options.faults.isRandom {
            self = .misuse("option '--fail-prob' needs processes that ask; with --timed none does")
            return
        }
        self =
            index < arguments.count
            ? .run(options, program: index)
            : .misuse("no program to run; usage: plimsoll-guard [options] [--] PROGRAM [ARGUMENTS]")
    }

    /// `--name=value` in two parts.
    private static func divided(_ argument: String) -> (name: String, value: String?) {
        guard let sign = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (argument, nil) }
        return (String(argument[..<sign]), String(argument[argument.utf8.index(after: sign)...]))
    }
}
