// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Commands

/// Where the program begins; everything else is in Commands.
@main
enum EntryPoint {
    static func main() async {
        await PlimsollCommand.runToExit()
    }
}
