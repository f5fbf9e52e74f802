// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the worker answers.
///
/// `/env` its environment, `/pid` its process number, `/allocate?mib=N` touches and frees that much (507 where it cannot be had),
/// `/stream?count=N&interval_ms=M` events, `/upload` how many bytes came, `/limits` its resource limits, `/crash?code=N` ends it,
/// anything else the request as it came.
enum Routes {
    static func answer(_ request: Request, on connection: Connection) {
        switch request.path {
        case "/env":
            connection.respond(
                "200 OK",
                JSON.object(Environment.all.map { ($0.name, JSON.text($0.value)) }),
                to: request
            )
        case "/pid": connection.respond("200 OK", JSON.object([("pid", "\(getpid())")]), to: request)
        case "/allocate": allocate(request, connection)
        case "/stream": stream(request, connection)
        case "/upload": upload(request, connection)
        case "/limits":
            let limits = [
                ("data", limit(__rlimit_resource_t(RLIMIT_DATA.rawValue))),
                ("as", limit(__rlimit_resource_t(RLIMIT_AS.rawValue))),
            ]
            connection.respond("200 OK", JSON.object(limits), to: request)
        case "/crash": _exit(Int32(truncatingIfNeeded: request.number("code") ?? 1))
        default: echo(request, connection)
        }
    }

    private static func echo(_ request: Request, _ connection: Connection) {
        let headers = request.headers.map { "[\(JSON.text($0.name)),\(JSON.text($0.value))]" }.joined(separator: ",")
        let body = JSON.object([
            ("method", JSON.text(request.method)), ("path", JSON.text(request.target)), ("headers", "[\(headers)]"),
            ("pid", "\(getpid())"),
        ])
        connection.respond("200 OK", body, to: request)
    }

    private static func allocate(_ request: Request, _ connection: Connection) {
        let mebibytes = max(0, request.number("mib") ?? 1)
        // Not malloc: a compiler sees that nobody reads that memory, and leaves it out.
        let size = max(1, mebibytes) << 20
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else {
            let body = JSON.object([("error", JSON.text("out of memory")), ("mib", "\(mebibytes)")])
            connection.respond("507 Insufficient Storage", body, to: request)
            return
        }
        memset(memory, 1, size)
        munmap(memory, size)
        connection.respond("200 OK", JSON.object([("allocated", "\(mebibytes)")]), to: request)
    }

    private static func stream(_ request: Request, _ connection: Connection) {
        connection.beginChunks(type: "text/event-stream")
        for number in 0..<max(0, request.number("count") ?? 10) where connection.isOpen {
            if number > 0 { sleep(milliseconds: request.number("interval_ms") ?? 100) }
            connection.chunk("data: \(number)\n\n")
        }
        connection.endChunks()
    }

    private static func upload(_ request: Request, _ connection: Connection) {
        var total = 0
        while request.body.hasMore { total += request.body.read() }
        connection.respond("200 OK", JSON.object([("bytes", "\(total)")]), to: request)
    }

    /// Bytes; null: none.
    private static func limit(_ resource: __rlimit_resource_t) -> String {
        var limit = rlimit()
        getrlimit(resource, &limit)
        return limit.rlim_cur == .max ? "null" : "\(limit.rlim_cur)"
    }
}
