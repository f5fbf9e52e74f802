// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Testing

@testable import Docker

struct PullProgressTests {
    private func message(_ layer: String, _ status: String, _ current: Int64, of total: Int64) -> PullMessage {
        PullMessage(status: status, id: layer, progressDetail: .init(current: current, total: total))
    }

    @Test func layersAreAddedUpOnceASecond() {
        var progress = PullProgress(image: "thumbs:2")
        func at(_ milliseconds: Int64) -> Moment { Moment(sinceStart: .milliseconds(milliseconds)) }
        #expect(
            progress.heard(message("a", "Downloading", 1 << 20, of: 4 << 20), at: at(0))
                == "pulling image 'thumbs:2': 1 MiB of 4 MiB"
        )
        #expect(progress.heard(message("b", "Downloading", 2 << 20, of: 6 << 20), at: at(500)) == nil)
        #expect(progress.heard(message("a", "Extracting", 0, of: 4 << 20), at: at(1500)) == nil)
        #expect(progress.heard(PullMessage(status: "Pulling from x"), at: at(1500)) == nil)
        #expect(
            progress.heard(message("a", "Downloading", 4 << 20, of: 4 << 20), at: at(1500))
                == "pulling image 'thumbs:2': 6 MiB of 10 MiB"
        )
    }
}
