// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why something could not be had of a certificate authority. Never holds anything of a key.
package struct AuthorityError: Error, Hashable {
    enum Kind: Hashable {
        /// No answer, or one that says to come later.
        case unreachable
        /// It does not speak ACME, or not as it should.
        case badAnswer
        /// It said no, with a type of RFC 8555, section 6.7, without its prefix.
        case refused(String)
        /// It could not see that a name leads here.
        case unproven(String)
        /// It took too long.
        case undecided
        /// What is kept on disk cannot be read or written.
        case storage
        /// The root by which it is to be known cannot be read.
        case unknownRoot
    }

    var kind: Kind
    /// Lower case, no full stop.
    var reason: String
    /// How long the authority wants to be left alone.
    var retryAfter: Duration?

    init(_ kind: Kind, _ reason: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.reason = reason
        self.retryAfter = retryAfter
    }

    /// Whether it may be otherwise soon, and the order is as good as before.
    var isPassing: Bool {
        switch kind {
        case .unreachable, .undecided, .storage, .unknownRoot: true
        case .refused(let type): ["rateLimited", "serverInternal", "badNonce"].contains(type)
        case .badAnswer, .unproven: false
        }
    }

    /// The authority has no such account any more.
    var isOfAccount: Bool { kind == .refused("accountDoesNotExist") }
}

extension AuthorityError: CustomStringConvertible {
    package var description: String { "\(reason); \(advice)" }

    /// What to do.
    private var advice: String {
        switch kind {
        case .unreachable:
            "see that this host reaches it (name, firewall), and name the root of a private one in acme.ca_root"
        case .badAnswer: "see that acme.ca is the address of an ACME directory"
        case .undecided: "it is asked again"
        case .storage: "see that the folder is writable and private to this user, and that the disk is not full"
        case .unknownRoot: "name a file with the authority's root in acme.ca_root that this user may read, in PEM"
        case .unproven(let type): Self.advice(unproven: type)
        case .refused(let type): Self.advice(refused: type)
        }
    }

    private static func advice(unproven type: String) -> String {
        switch type {
        case "dns": "give the name an address (A or AAAA record) that leads to this host"
        case "caa": "let the name's CAA records allow this authority"
        case "unauthorized":
            "another server answers for that name: let its A and AAAA records, and port 80 there, lead to this proxy"
        default:
            "the authority asks at port 80: let the name's A and AAAA records, the firewall and listen_http lead it here"
        }
    }

    private static func advice(refused type: String) -> String {
        switch type {
        case "rateLimited": "it is asked again when it allows it; try things out with acme.ca: staging"
        case "serverInternal": "it is asked again"
        case "externalAccountRequired": "give acme.eab_kid and acme.eab_key as your account there shows them"
        case "invalidContact", "unsupportedContact": "correct email"
        case "rejectedIdentifier", "unsupportedIdentifier": "take the name out of acme.names, or ask another authority"
        case "caa": "let the name's CAA records allow this authority"
        case "dns": "give the name an address (A or AAAA record) that leads to this host"
        case "userActionRequired": "do what it asks for, then start the proxy anew"
        case "unauthorized": "see whether the account there was deactivated; delete account.json to get another"
        case "badNonce": "it is asked again"
        case "badCSR", "badPublicKey", "badSignatureAlgorithm":
            "it takes no request of this kind (ECDSA with P-256, for the names in acme.names): ask another authority"
        default: "see what it says, and whether acme.ca is the right one"
        }
    }
}
