// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

extension SystemFiles: FolderReader {
    package func folders(in path: String) -> [String]? {
        guard let directory = path.withCString({ plimsoll_open_directory($0) }) else { return nil }
        defer { plimsoll_close_directory(directory) }
        var names: [String] = []
        while let name = plimsoll_next_folder(directory) { names.append(String(cString: name)) }
        return names
    }
}
