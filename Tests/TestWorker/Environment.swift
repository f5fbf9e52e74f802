// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The variables the worker was started with.
enum Environment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    static func number(_ name: String) -> Int? {
        value(name).flatMap { Int($0) }
    }

    static var all: [(name: String, value: String)] {
        var all: [(name: String, value: String)] = []
        var entry = environ
        while let text = entry.pointee {
            let words = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            all.append((String(words[0]), words.count > 1 ? String(words[1]) : ""))
            entry += 1
        }
        return all
    }
}

func sleep(milliseconds: Int) {
    // Neither signal that is handled comes back here, so nothing cuts this short.
    var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    nanosleep(&time, nil)
}

/// Writes a line to the output at once.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}
