// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension ServiceKey {
    var reference: KeyReference {
        switch self {
        case .name: .init("name", "The service's name, also its container's. Required, unique.")
        case .path:
            .init(
                "path",
                default: "/",
                "The prefix of its requests; two services never share one, unless they have different `hosts`."
            )
        case .image: .init("image", "The container image. A service has this, `command` or `upstream`.")
        case .command: .init("list or line", "Without `image`: a local process. With it: replaces the image's command.")
        case .upstream: .init("`http://host:port` or `unix:/path`", "Something already running, only routed to.")
        case .internalPort:
            .init("port", default: "`PORT`, else the image's only EXPOSE, else 8000", "The port the worker listens on.")
        case .hostPort: .init("port", "The host's port it is published on, with `connect_mode: host_port`.")
        case .auth:
            .init("`bearer` or `none`", default: "bearer", "Whether clients need the token; `none` is a public route.")
        case .authToken: .init("text", "Sent to the worker as its bearer token.")
        case .environment: .init("names to values", default: "{}", "The worker's environment.")
        case .volumes: .init("host paths to container paths", default: "{}", "What of the host the worker sees.")
        case .memoryLimit: .init("size", "The worker's memory; it cannot swap past it unless `memswap_limit` says so.")
        case .cpus: .init("number", "How many processors' worth of time it gets.")
        case .memoryReservation: .init("size", "Memory the kernel tries to leave it.")
        case .memoryAndSwapLimit: .init("size", default: "`mem_limit`", "Memory and swap together.")
        case .sharedMemorySize: .init("size", default: "half of `mem_limit`", "The size of `/dev/shm`.")
        case .processesLimit: .init("number", "How many processes and threads it may have.")
        case .gpus: .init("`all`, number or list of devices", "Which GPUs the container gets.")
        case .tmpfs: .init("list of paths", "Folders kept in memory; without a `size=` half of `mem_limit`.")
        case .user: .init("user[:group]", "Whom it runs as.")
        case .readOnly: .init("boolean", default: "false", "Whether its file system is read-only.")
        case .droppedCapabilities: .init("list", default: "[]", "Capabilities it runs without.")
        case .entrypoint: .init("list or line", "Replaces the image's entrypoint.")
        case .workingDirectory: .init("path", "Where it starts.")
        case .pull:
            .init(
                "`missing`, `never` or `always`",
                default: "missing",
                "When its image is fetched: as the proxy starts."
            )
        case .stripPrefix: .init("boolean", default: "true", "Whether the worker sees paths without `path`.")
        case .rewritePrefix:
            .init(
                "boolean",
                default: "false",
                "Whether `path` is put before `Location` and cookies' `Path` of its responses."
            )
        case .idleTimeout:
            .init("time or `never`", default: "the global one", "How long unused until it is put to sleep.")
        case .tunnelIdleTimeout:
            .init(
                "time or `never`",
                default: "the global one",
                "How long a WebSocket may carry nothing but pings until it is closed."
            )
        case .startTimeout: .init("time", default: "120", "How long it may take from the start until it answers.")
        case .stopTimeout: .init("time", default: "10", "How long it has between the polite signal and SIGKILL.")
        case .readiness:
            .init("`tcp`, path or `{path, status}`", default: "tcp", "How it is known to be ready.")
        case .workerProtocol:
            .init(
                "`http1` or `h2c`",
                default: "http1",
                "What it speaks; `h2c`: HTTP/2 without TLS, as gRPC servers do."
            )
        case .concurrency: .init("number", default: "unlimited", "How many requests it serves at a time.")
        case .clientRate:
            .init(
                "number/`s`, `/m`, `/h` or `never`",
                default: "never",
                "How often one client may ask of it, beside the global limit."
            )
        case .clientBurst:
            .init("number", default: "the number of `client_rate`", "How many requests of it may come at once.")
        case .queue: .init("number", default: "100", "How many requests may wait for it.")
        case .guard:
            .init(
                "`on`, `off`, `lease`, `static`, `as`, or a block",
                default: "lease",
                "How over-allocation becomes an error; the block: [guard.md](guard.md#in-the-proxy)."
            )
        case .idleAction:
            .init("`stop` or `pause`", default: "stop", "How it is put to sleep; `pause` waits for a later release.")
        case .priority:
            .init("number", "Who is put to sleep last when memory is short.", waitsFor: "admission by memory")
        case .dependsOn: .init("list of names", "Which services start before it.", waitsFor: "dependencies")
        case .hosts:
            .init(
                "list of host names",
                default: "any",
                "Which host names it is reached by: exact, or `*.example.org`, which is every name below it, of one label more or of several."
            )
        case .wake: .init("rules", "Which requests wake it.", waitsFor: "wake rules")
        case .hold: .init("rules", "Which requests keep it awake.", waitsFor: "wake rules")
        case .ignore: .init("rules", "Which requests do neither.", waitsFor: "wake rules")
        case .memoryLimitMax: .init("size", "How far its limit may grow by itself.", waitsFor: "limits that learn")
        }
    }
}
