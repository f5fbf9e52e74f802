// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct GuardCommandTests {
    private func parsed(_ arguments: String...) -> GuardCommand { GuardCommand(parsing: arguments) }

    private func options(_ change: (inout GuardOptions) -> Void) -> GuardOptions {
        var options = GuardOptions()
        change(&options)
        return options
    }

    @Test func theFirstWordThatIsNoOptionIsTheProgram() {
        #expect(parsed("python3", "--strict") == .run(GuardOptions(), program: 0))
    }

    @Test func afterTwoDashesEverythingIsTheProgram() {
        #expect(parsed("--", "--strict") == .run(GuardOptions(), program: 1))
    }

    @Test func aLoneDashIsAProgram() {
        #expect(parsed("-") == .run(GuardOptions(), program: 0))
    }

    @Test func anEmptyWordIsAProgram() {
        #expect(parsed("") == .run(GuardOptions(), program: 0))
    }

    @Test func modeLeaseIsTheDefault() {
        #expect(GuardOptions().mode == .lease)
        #expect(parsed("--timed", "x") == .run(options { $0.isTimed = true }, program: 1))
    }

    @Test func theOptionsOfModeLeaseAreRead() {
        let expected = options {
            $0.mode = .lease
            $0.warnSignal = "USR2"
            $0.report = "/tmp/r.json"
            $0.faults.share = 80
            $0.faults.perBillion = 10_000_000
            $0.faults.seed = 7
        }
        let words = [
            "--mode=lease", "--warn-signal", "SIGUSR2", "--report=/tmp/r.json", "--fail-after", "80%",
            "--fail-prob", "1%", "--seed", "7", "x",
        ]
        #expect(GuardCommand(parsing: words) == .run(expected, program: 10))
    }

    @Test(arguments: [
        ["--timed"], ["--warn-signal", "USR1"], ["--fail-after", "80%"], ["--fail-prob", "1%"],
    ])
    func whatOnlyModeLeaseCanDoNeedsIt(words: [String]) {
        #expect(
            GuardCommand(parsing: ["--mode=static"] + words + ["x"])
                == .misuse("option '\(words[0])' needs --mode lease")
        )
    }

    @Test func everyOptionIsRead() {
        let expected = options {
            $0.mode = .addressSpace
            $0.reserve = .size(.mebibytes(32))
            $0.isStrict = true
            $0.explains = true
        }
        #expect(
            parsed("--mode", "as", "--reserve", "32m", "--strict", "--explain", "--", "x") == .run(expected, program: 7)
        )
        #expect(parsed("--mode=as", "--reserve=32m", "--strict", "--explain", "x") == .run(expected, program: 4))
    }

    @Test(arguments: GuardMode.allCases) func everyModeIsRead(mode: GuardMode) {
        #expect(parsed("--mode", mode.rawValue, "x") == .run(options { $0.mode = mode }, program: 2))
    }

    @Test func theLastOfTwoCounts() {
        #expect(parsed("--mode=as", "--mode=off", "x") == .run(options { $0.mode = .off }, program: 2))
    }

    @Test func helpAndVersionNeedNoProgram() {
        #expect(parsed("--help") == .help)
        #expect(parsed("-h", "x") == .help)
        #expect(parsed("--strict", "--version") == .version)
    }

    @Test func theProgramsOwnHelpIsItsOwn() {
        #expect(parsed("x", "--help") == .run(GuardOptions(), program: 0))
    }

    @Test(arguments: [
        ([], "no program to run; usage: plimsoll-guard [options] [--] PROGRAM [ARGUMENTS]"),
        (["--"], "no program to run; usage: plimsoll-guard [options] [--] PROGRAM [ARGUMENTS]"),
        (["--mode=as"], "no program to run; usage: plimsoll-guard [options] [--] PROGRAM [ARGUMENTS]"),
        (["--mode"], "option '--mode' needs a value"),
        (["--reserve"], "option '--reserve' needs a value"),
        (["--mode", "soft", "x"], "unknown mode 'soft'; there are lease, static, as and off"),
        (["--warn-signal", "KILL", "x"], "cannot send the signal 'KILL'; USR1 and USR2 are usual"),
        (["--fail-after", "80", "x"], "cannot read '80'; write a share of the limit such as 80%"),
        (["--fail-prob", "2", "x"], "cannot read the probability '2'; write a number such as 0.01, or 1%"),
        (["--seed", "-1", "x"], "cannot read the seed '-1'; write a whole number below 2^63"),
        (["--report", "", "x"], "option '--report' needs the name of a file"),
        (
            ["--report", "/dev/stdout", "x"],
            "mode lease keeps no output open; write the report to a file, or to /dev/stderr"
        ),
        (
            ["--timed", "--fail-prob", "1", "x"],
            "option '--fail-prob' needs processes that ask; with --timed none does"
        ),
        (["--timed=1", "x"], "option '--timed' takes no value"),
        (["--mode=", "x"], "unknown mode ''; there are lease, static, as and off"),
        (["--reserve", "-1", "x"], "cannot read the reserve '-1'; write a size such as 32m, or a share such as 10%"),
        (["--reserve=100%", "x"], "cannot read the reserve '100%'; write a size such as 32m, or a share such as 10%"),
        (["--strict=yes", "x"], "option '--strict' takes no value"),
        (["--moed=as", "x"], "unknown option '--moed'; --help lists them"),
        (["-x"], "unknown option '-x'; --help lists them"),
    ]) func aSenselessCommandLineIsToldWhy(arguments: [String], reason: String) {
        #expect(GuardCommand(parsing: arguments) == .misuse(reason))
    }

    @Test func theHelpFitsATerminal() {
        #expect(GuardCommand.helpText.split(separator: "\n").allSatisfy { $0.count <= 88 })
    }
}
