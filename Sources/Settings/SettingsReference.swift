// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The documentation of every key, from the same table the loader reads by.
package enum SettingsReference {
    package static var markdown: String {
        """
        # Settings

        `proxy.yaml`, every key. `plimsoll check` reads the file and says what is wrong with it.

        - `${VAR}` and `${VAR:-default}` in a value stand for environment variables; an unset one without a default is an
          error. `$${` stands for `${`.
        - The variables `PROXY_GLOBAL_<KEY>` and `PROXY_SERVICE_<NAME>_<KEY>` (in capitals, everything but letters and
          digits as `_`) stand in for the file's values and are judged like them. An empty one means: not set. Lists and
          blocks are written as YAML in `[ ]` or `{ }`; simple lists also with commas.
        - Times are seconds, or numbers with units: `90s`, `5m`, `1h30m`, `250ms`. Sizes have units of 1024: `512m`, `8g`,
          `8GiB`. Numbers are decimal.
        - A key without a value (`null`) counts as absent. An unknown key is an error, with `--lenient` a warning.
        - Keys that are not yet in force are read, checked and reported, and have no effect.
        - A file has at most 1 MiB and 32 levels; anchors and aliases are not supported.

        ## `global:`

        \(table(GlobalKey.allCases.map { ($0.rawValue, $0.reference) }))
        ## `services:`

        A list of blocks, at least one.

        \(table(ServiceKey.allCases.map { ($0.rawValue, $0.reference) }))
        """
    }

    private static func table(_ keys: [(name: String, reference: KeyReference)]) -> String {
        let head = "| key | meaning | type | default | in force |\n|---|---|---|---|---|\n"
        return head
            + keys.map { name, reference in
                let isInForce = reference.waitsFor.map { "no: waits for \($0)" } ?? "yes"
                return
                    "| `\(name)` | \(reference.meaning) | \(reference.type) | \(reference.defaultText) | \(isInForce) |\n"
            }.joined()
    }
}
