// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A folder for the demo's records and its operator's socket, removed at its end.
struct DemoFolder {
    let path: String

    init(name: String) throws {
        path = "/tmp/" + name
        guard mkdir(path, 0o700) == 0 else {
            throw DemoFailure("cannot make the folder '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let listing = opendir(path) else { return }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            // What is no folder is removed by itself, a link as the link it is.
            if unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
        }
        closedir(listing)
        rmdir(path)
    }
}
