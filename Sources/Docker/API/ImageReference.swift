// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// The name of an image, known to be safe in a path: `registry:5000/team/name:tag@sha256:...`.
struct ImageReference: Hashable, Sendable {
    let text: String

    init(_ text: String) throws(EngineError) {
        let isPlain = text.utf8.allSatisfy { $0.isReferenceByte }
        guard !text.isEmpty, text.utf8.count <= 512, isPlain, !text.hasPrefix("/"), !text.hasSuffix("/"),
            !text.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
                $0.isEmpty || $0 == "." || $0 == ".."
            })
        else {
            throw EngineError(
                .invalidSpec,
                "'\(text.prefix(200))' is no image's name: write name, name:tag or name@sha256:digest"
            )
        }
        self.text = text
    }

    /// What to ask a registry for: without a tag the engine would fetch all of them.
    var withTag: String {
        let name = text.split(separator: "/").last ?? ""
        return name.contains(":") || name.contains("@") ? text : text + ":latest"
    }
}

extension UInt8 {
    fileprivate var isReferenceByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "@"):
            true
        default: false
        }
    }
}
