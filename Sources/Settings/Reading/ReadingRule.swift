// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is noticed of a settings file while it is read, though the proxy starts with it.
enum ReadingRule: String, CaseIterable {
    case idleTimeoutShort = "idle-timeout-short"
    case unknownOverride = "unknown-override"
    case unknownKey = "unknown-key"
    case nameNotPublic = "name-not-public"
    case noCertificate = "no-certificate"
    case noRate = "no-rate"
    case anybodyAnnounces = "anybody-announces"
    case withoutEffect = "without-effect"
    case notInForce = "not-in-force"

    /// As what it is reported, for the documentation.
    var severity: String {
        switch self {
        case .idleTimeoutShort, .nameNotPublic: "warning"
        case .unknownOverride: "warning where a setting's variable reads much like it, else notice"
        case .unknownKey: "error; with `--lenient` a warning"
        case .noCertificate, .noRate, .anybodyAnnounces, .withoutEffect, .notInForce: "notice"
        }
    }

    /// Why it matters, for the documentation: one sentence.
    var reason: String {
        switch self {
        case .idleTimeoutShort:
            "With an idle_timeout below 30 seconds a worker is often stopped between two requests of one user."
        case .unknownOverride: "A variable `PROXY_...` that no setting is named by changes nothing."
        case .unknownKey: "A key that nobody reads changes nothing: most often it is misspelt."
        case .nameNotPublic:
            "A public authority gives no certificate for a name that leads to no host on the internet: `localhost`, one word, or in `.local`, `.internal`, `.test` and the like."
        case .noCertificate: "listen_https and hsts have no effect without a certificate."
        case .noRate: "client_burst has no effect without client_rate."
        case .anybodyAnnounces:
            "With proxy_protocol and no trusted_proxies whoever can connect may claim any address."
        case .withoutEffect: "A key that does not concern this kind of service changes nothing."
        case .notInForce: "A key may be known and not yet have an effect in this release."
        }
    }

    /// What to do about it, in general.
    var advice: String {
        switch self {
        case .idleTimeoutShort: "use 30 or more, unless starting takes no time"
        case .unknownOverride: "correct its name, or unset it"
        case .unknownKey: "correct or remove it"
        case .nameNotPublic:
            "use a name that leads to this host on the internet, or set acme.ca to an authority of your own"
        case .noCertificate: "name one in tls_certfile and tls_keyfile, or have one got with acme"
        case .noRate: "add client_rate, such as 10/s"
        case .anybodyAnnounces: "name the proxies before this one in trusted_proxies"
        case .withoutEffect, .notInForce: "remove it"
        }
    }
}
