// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// The documentation of everything that `plimsoll check` reports beside mistakes.
package enum ChecksReference {
    package static var markdown: String {
        """
        # What `plimsoll check` looks at

        Beside mistakes, which keep the proxy from starting, `plimsoll check` reports these guidelines as warnings;
        with `--strict` they fail it. A mistake spoils no more than what depends on it: the rest of the file is judged all the same. Only a service
        with a mistake of its own is not held to the guidelines, as what it seems to lack may be what could not be read.

        \(RuleBook.table)
        ## While the file is read

        Notices never fail it.

        | rule | reported as | why | what to do |
        |---|---|---|---|
        \(readingRules)

        ## Files and programs

        What the proxy would open or run is looked for as well, on the machine where `plimsoll check` runs and as its user; nothing is
        made or started. All are warnings, as the proxy may run elsewhere.

        | rule | why | what to do |
        |---|---|---|
        \(surroundingsRules)

        ## Certificates

        The files that certificates are read from are looked at as well: `certificate-unusable`, `certificate-date` and
        `key-readable` are warnings, explained in [tls.md](tls.md#keys).

        """
    }

    private static var surroundingsRules: String {
        SurroundingsRule.allCases.map { "| `\($0.rawValue)` | \($0.reason) | \($0.advice) |" }
            .joined(separator: "\n")
    }

    private static var readingRules: String {
        ReadingRule.allCases.map { "| `\($0.rawValue)` | \($0.severity) | \($0.reason) | \($0.advice) |" }
            .joined(separator: "\n")
    }
}
