// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A service's path, as the routing compares it.
enum RoutePath {
    /// With one leading slash and no trailing one; nil where no request could ever match it.
    static func normalised(_ text: String) -> String? {
        let segments = text.drop { $0 == "/" }
        let end = segments.lastIndex { $0 != "/" }.map { segments.index(after: $0) } ?? segments.startIndex
        let path = segments[..<end]
        guard
            path.utf8.allSatisfy({
                (33...126).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
                    && $0 != UInt8(ascii: "\\")
            })
        else {
            return nil
        }
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) where !path.isEmpty {
            if segment.isEmpty || segment == "." || segment == ".." { return nil }
        }
        return "/" + path
    }
}
