// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `plimsoll check` finds out about the machine it runs on, by asking what the proxy would ask. Warnings: the proxy may run elsewhere.
package enum SurroundingsRule: String, CaseIterable, Sendable {
    case accessLogUnwritable = "access-log-unwritable"
    case processCannotStart = "process-cannot-start"
    case listenAddressShared = "listen-address-shared"
    case guardMissing = "guard-missing"

    /// Why it matters, for the documentation: one sentence.
    var reason: String {
        switch self {
        case .accessLogUnwritable:
            "The proxy does not start when the file in access_log cannot be opened: its folder is missing, it is a folder, or it must not be written."
        case .processCannotStart:
            "A local process whose program or working_dir is not there, or must not be executed, is refused at each request."
        case .listenAddressShared:
            "Two listeners cannot have one port of one address: the names in listen_http and listen_https are looked up as the proxy does, so that `localhost` and `127.0.0.1` are found to be one."
        case .guardMissing:
            "The proxy does not start without the static program plimsoll-guard while a service is to be guarded, as all are that do not say guard: off."
        }
    }

    /// What to do about it, in general.
    var advice: String {
        switch self {
        case .accessLogUnwritable: "make the folder, or let the proxy's user write there"
        case .processCannotStart: "install it, or give the whole path; check as the proxy's user, with its PATH"
        case .listenAddressShared: "give each listener a port of its own"
        case .guardMissing:
            "put plimsoll-guard beside plimsoll (`make guard` builds it), name it in PLIMSOLL_GUARD, or set guard: off"
        }
    }
}
