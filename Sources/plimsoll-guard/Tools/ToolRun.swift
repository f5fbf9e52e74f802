// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// One run of a tool that shows the container.
struct ToolRun {
    let tool: ContainerTool

    /// Returns the exit status: that of the tools whose names these are, 1 for whatever goes wrong.
    func run(_ arguments: [String]) -> Int32 {
        switch tool {
        case .limits:
            carryOut(LimitsArguments.parse(arguments), LimitsArguments.help, LimitsArguments.usage, LimitsTool.show)
        case .free: carryOut(FreeArguments.parse(arguments), FreeArguments.help, FreeArguments.usage, FreeTool.show)
        case .nproc:
            carryOut(NprocArguments.parse(arguments), NprocArguments.help, NprocArguments.usage, NprocTool.show)
        case .top: carryOut(TopArguments.parse(arguments), TopArguments.help, TopArguments.usage, TopTool.show)
        case .uptime:
            carryOut(UptimeArguments.parse(arguments), UptimeArguments.help, UptimeArguments.usage, UptimeTool.show)
        }
    }

    private func carryOut<Options>(
        _ command: ToolCommand<Options>,
        _ help: String,
        _ usage: String,
        _ show: (Options) throws(ToolFailure) -> Void
    ) -> Int32 {
        switch command {
        case .show(let options):
            tell { () throws(ToolFailure) in try show(options) }
        case .help: tell { () throws(ToolFailure) in try Self.print(help) }
        case .version:
            tell { () throws(ToolFailure) in
                try Self.print("\(tool.rawValue) of plimsoll-guard \(PlimsollVersion.current)\n")
            }
        case .misuse(let reason): complain(reason, adding: usage)
        }
    }

    private func tell(_ what: () throws(ToolFailure) -> Void) -> Int32 {
        do throws(ToolFailure) {
            try what()
            return GuardExit.done
        } catch {
            return complain(error.reason)
        }
    }

    private func complain(_ reason: String, adding usage: String = "") -> Int32 {
        _ = GuardRun.write("\(tool.rawValue): \(reason)\n\(usage)", to: 2)
        return 1
    }

    /// To standard output.
    static func print(_ text: String) throws(ToolFailure) {
        guard GuardRun.write(text, to: 1) else { throw ToolFailure(reason: "cannot write to standard output") }
    }

    /// Waits between one showing and the next.
    static func sleep(_ interval: Duration) {
        var first: Int32 = 0
        var second: Int32 = 0
        plimsoll_wait(-1, -1, Int32(clamping: interval.wholeMilliseconds), &first, &second)
    }
}
