// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@testable import Capacity

/// The text of docs/tools.md, in which every example is what the tools print.
enum ToolsDocument {
    private static var container: FakeFiles {
        TopTests.container(later: true).with("/sys/fs/cgroup", ["pids.max": "100\n", "pids.current": "3\n"])
            .with("/proc/self", ["status": "Cpus_allowed:\tff\n", "limits": "Max open files 1024 4096 files\n"])
    }

    private static var limits: String {
        let report = LimitsReader(files: container, places: CgroupPlaces(files: container)).report(allowed: 8)
        let plan = GuardPlan(
            mode: .static,
            limit: .mebibytes(256),
            reserve: .usual,
            kernelMemory: .zero,
            inherited: .max
        )
        return block(GuardExplanation.lines(report, mode: .static, plan: plan))
    }

    private static var free: String {
        let memory = ContainerMemoryReader(files: container, places: CgroupPlaces(files: container)).read()
        return block(memory.map { FreeTable.text($0, human) }.map { [$0.dropLast().description] } ?? [])
    }

    private static var human: FreeOptions {
        var options = FreeOptions()
        options.unit = .human
        return options
    }

    private static var uptime: String {
        block([TopReader(files: container, own: 99).uptime(at: .seconds(3602)).line(clock: "02:17:37")])
    }

    private static var top: String {
        block(
            TopFrame(TopTests.model(), users: UserNames(passwd: Array("root:x:0:\napp:x:1000:\n".utf8)))
                .lines(clock: "02:17:37", options: TopOptions(), columns: 120, rows: nil)
        )
    }

    private static func block(_ lines: [String]) -> String {
        lines.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }

    static var text: String {
        """
        <!-- Generated from the tools themselves; record it anew with: make docs -->
        # Container-aware tools

        `free`, `nproc`, `top` and `uptime` of a usual image show the machine. Those of `plimsoll-guard`, the same small static
        program that is the guard, show the container: its limit is all the memory there is, its quota all the processors, and its
        processes are all there are. They need nothing in the image, not even a shell.

            plimsoll-guard free -h                         # as a word of the guard
            ln -s /plimsoll-guard /usr/local/bin/free      # or by its name: likewise nproc, top, uptime

        A program of such a name is still run behind two dashes: `plimsoll-guard -- free`.

        Each has the options that people use and a `--help` that says what its figures mean; an option it does not know is an error
        with status 1. What a kernel or a container does not tell is left out or shown as `?`; a file that is missing or
        nonsense spoils its own line only. Names of processes and cgroups are shown in ASCII with everything else escaped, so
        that none can take a terminal over.

        ## limits

        Every limit with the file that sets it, and how far above the process's own cgroup that is; what is used at that level
        and what is left; then what the guard would do. `--format json` for programs. A run with `--explain` says the same on standard
        error before its program starts.

            $ plimsoll-guard limits
        \(limits)

        ## free

        The total is the smallest limit, or the machine's memory where that is smaller still. `used` is anonymous memory,
        shared memory and what the kernel holds for the container: all that is charged but the cache. `available` is what can be
        had before any level above is full: what is free, the page cache not in use, half of that in use, and kernel objects
        that can be dropped. Swap is the container's. On cgroup v1 the kernel does not tell such objects from its others: they count
        as used.

            $ free -h
        \(free)

        ## nproc

        The quota of processor time over all levels, rounded up; at most as many as the process may run on; at least 1. Rounded up
        because a program with one thread too many is slowed down a little, one with too few leaves paid time unused; the
        JDK, Go and LXCFS do the same. `OMP_NUM_THREADS` and `OMP_THREAD_LIMIT` are heeded as coreutils' `nproc` does, `--all` is the
        machine's processors.

        ## uptime

        Since the oldest process of the container was started. `uptime` and `top` do not count themselves: run alone they say `no other
        process`, and since when they run themselves. The kernel keeps no load average of a container, and none is made up:
        in its place are the tasks that run, could run or wait for a disk now, and, with cgroup v2, for what share of the last 10
        seconds, 1 and 5 minutes some task had to wait for a processor (PSI). That is a share of time, not a number of tasks.

            $ uptime
        \(uptime)

        ## top

        Live on a terminal of any size: `q` quits, `M`, `C`, `P`, `T`, `N` sort, `R` turns the order round. The terminal is given back
        as it was however it ends, by a signal too. For scripts: `top -b -n 1`.

            $ top
        \(top)

        The container's processes are those of the cgroup that sets the limit and of all below it: everybody who shares the limit, as
        far as they can be seen. `%MEM` is a share of the limit. `COMMITTED` is what a process may write to without asking for more
        (`VmData`): what `guard: static` and `guard: lease` hold it to. `full in` is when the limit is reached if memory that cannot be
        given back goes on growing as in the last seconds; without growth there is none.

        ## On the host

        `plimsoll limits` shows the limits of this shell, of a process (`--pid`) or of a container (`--container`). `plimsoll top`
        shows all workers of a running proxy that way; see [commands.md](commands.md).

        """
    }
}
