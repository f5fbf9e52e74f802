// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Proxy

/// Reading a response's head.
enum ResponseProperty {
    static func check(_ input: [UInt8]) throws {
        for limits in HeadLimits.fuzzed {
            for isToHEAD in [false, true] {
                let whole = read(input, Cuts.whole(input), limits, isToHEAD)
                for cuts in Cuts.of(input) {
                    let cut = read(input, cuts, limits, isToHEAD)
                    try Violation.unless(cut == whole, "cut at \(cuts): \(cut); whole: \(whole)")
                }
                guard case .complete(let picture, let taken) = whole else { continue }
                try Violation.unless(taken == picture.bytes.count, "\(taken) taken")
                try judge(picture, limits, isToHEAD)
            }
        }
    }

    private static func read(
        _ input: [UInt8],
        _ cuts: [Int],
        _ limits: HeadLimits,
        _ isToHEAD: Bool
    ) -> HeadPicture.Reading {
        var head = ResponseHead()
        var taken = 0
        for end in cuts {
            var buffer = Octets.buffer(input[taken..<end])
            let reading = head.read(from: &buffer, limits: limits, isToHEAD: isToHEAD)
            taken = end - buffer.readableBytes
            switch reading {
            case .incomplete: continue
            case .refused(let fault): return .refused(fault)
            case .complete: return .complete(HeadPicture(head), taken: taken)
            }
        }
        return .incomplete
    }

    private static func judge(_ picture: HeadPicture, _ limits: HeadLimits, _ isToHEAD: Bool) throws {
        let recheck = try HeadRecheck(picture.bytes)
        try recheck.checkLimits(limits)
        try recheck.checkOffsets(picture)
        let version = picture.version == .http11 ? "HTTP/1.1" : "HTTP/1.0"
        let beginning = "\(version) \(picture.status)"
        // By bytes: a reason may begin with what combines with the space before it.
        let line = recheck.startLine
        let isIt = line.elementsEqual(beginning.utf8) || line.starts(with: (beginning + " ").utf8)
        try Violation.unless(isIt, "its first line is \(String(decoding: line, as: UTF8.self))")
        try Violation.unless((100...599).contains(picture.status), "its status is \(picture.status)")
        let told = try recheck.framing(picture.version)
        let isBare = isToHEAD || picture.status < 200 || picture.status == 204 || picture.status == 304
        try Violation.unless(picture.framing == (isBare ? .none : told ?? .untilClose), "\(picture.framing)")
    }
}
