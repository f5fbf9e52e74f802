// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Logging

/// How many files and sockets this process may have open, and how many clients it can therefore serve.
struct FileDescriptors: Hashable {
    /// Nil: nobody can tell.
    let limit: Int?

    /// Raises the limit as far as this process may.
    static func raised() -> FileDescriptors {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return FileDescriptors(limit: nil) }
        let soft = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(resource, &limit) == 0
        return FileDescriptors(limit: Int(exactly: isRaised ? limit.rlim_max : soft))
    }

    /// An event loop has an epoll(7), an eventfd(2) and a timerfd(2); those of the libraries are counted with the proxy's own.
    private static let ofALoop = 3
    /// The operator's socket, listeners, the state folder's lock, an engine's connection, files that are read at the start.
    private static let besidesLoops = 12

    /// Nothing below the event loops can say that they could not be made: the process would end in the middle of its start.
    /// - Throws: `CommandFailure` when too few are left to start with so many event loops.
    static func requireEnough(forLoops loops: Int) throws(CommandFailure) {
        let needed = loops * ofALoop + besidesLoops
        var taken: [CInt] = []
        defer { for descriptor in taken { close(descriptor) } }
        while taken.count < needed {
            let descriptor = open("/", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                throw CommandFailure(
                    "can open \(String(count: taken.count, of: "file")) more, and starting takes \(needed): \(reason); "
                        + "raise the limit of open files (ulimit -Hn, LimitNOFILE=)"
                )
            }
            taken.append(descriptor)
        }
    }

    /// What is kept back for engines, logs, workers' outputs and all that is no client.
    private static let mostReserved = 256

    /// Clients that can be served at a time: each may need a connection to a worker, too. Nil: any number.
    var mostClients: Int? {
        limit.map { max(1, ($0 - min(Self.mostReserved, $0 / 2)) / 2) }
    }

    /// As many connections as are wanted, or as there can be; then the log says so.
    func connections(atMost wanted: Int, _ logger: Logger) -> Int {
        guard let limit, let mostClients, mostClients < wanted else { return wanted }
        logger.warning(
            "fewer connections than max_connections: raise the limit of open files (ulimit -Hn, LimitNOFILE=)",
            metadata: ["connections": "\(mostClients)", "max_connections": "\(wanted)", "open_files": "\(limit)"]
        )
        return mostClients
    }
}
