// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One line of the engine's answer while it pulls an image. A pull that fails still begins with status 200 and says so here.
struct PullMessage: Decodable, Hashable {
    var status: String?
    /// The layer it is about.
    var id: String?
    var error: String?
    var progressDetail: Progress?

    struct Progress: Decodable, Hashable {
        var current: Int64?
        var total: Int64?
    }
}
