// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

// The entry of the ordinary build; Embedded Swift, which has no CommandLine, enters in EntryPoint.swift.
plimsoll_exit(GuardRun.run(count: Int(CommandLine.argc), arguments: CommandLine.unsafeArgv))
