// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting

/// A worker and a client of gRPC by the library that others wrote: PyPI's `grpcio`.
enum RemoteCalls {
    private static let library = "import sys; sys.path.insert(0, '\(TestFiles.repository)/.build/test-packages')\n"

    static let worker =
        library + """
            import grpc, os, threading
            from concurrent import futures
            raw = lambda data: data
            def unary(request, call):
                if request == b"slow":
                    over = threading.Event()
                    if call.add_callback(over.set): over.wait()
                    print("cancelled", flush=True)
                if request == b"abort": call.abort(grpc.StatusCode.FAILED_PRECONDITION, "no way")
                call.set_trailing_metadata((("x-tail", "t"), ("tail_bin-bin", b"\\x00\\xff")))
                return dict(call.invocation_metadata()).get("my_key", "").encode() + request
            def count(request, call):
                for number in range(int(request)): yield b"%d" % number
            def add(requests, call): return b"%d" % sum(len(request) for request in requests)
            def echo(requests, call):
                for request in requests: yield b"<" + request + b">"
            class Handler(grpc.GenericRpcHandler):
                def service(self, details):
                    return {
                        "/t.T/Unary": grpc.unary_unary_rpc_method_handler(unary, raw, raw),
                        "/t.T/Count": grpc.unary_stream_rpc_method_handler(count, raw, raw),
                        "/t.T/Add": grpc.stream_unary_rpc_method_handler(add, raw, raw),
                        "/t.T/Echo": grpc.stream_stream_rpc_method_handler(echo, raw, raw),
                    }.get(details.method)
            server = grpc.server(futures.ThreadPoolExecutor(16))
            server.add_generic_rpc_handlers((Handler(),))
            server.add_insecure_port("0.0.0.0:" + os.environ["PORT"])
            server.start()
            server.wait_for_termination()
            """

    /// Calls everything there is to be called.
    /// - Parameter chain: the certificate to trust. Nil: without TLS.
    static func callAll(_ address: String, token: String, trusting chain: String? = nil) async throws -> ToolRun.Result
    {
        let channel =
            chain.map { chain in
                """
                grpc.secure_channel("\(address)", grpc.ssl_channel_credentials(open("\(chain)", "rb").read()),
                    (("grpc.ssl_target_name_override", "a.test"), ("grpc.enable_http_proxy", 0)))
                """
            } ?? "grpc.insecure_channel(\"\(address)\", ((\"grpc.enable_http_proxy\", 0),))"
        let script =
            library + """
                import grpc, queue
                raw = lambda data: data
                channel = \(channel)
                key = {"metadata": (("authorization", "Bearer \(token)"), ("my_key", "k")), "timeout": 30}
                unary = channel.unary_unary("/t.T/Unary", raw, raw)
                answer, call = unary.with_call(b"hi", **key)
                print(answer, [tuple(pair) for pair in sorted(call.trailing_metadata())])
                print(len(unary(b"y" * 3000000, **key)))
                print(len(list(channel.unary_stream("/t.T/Count", raw, raw)(b"1000", **key))))
                print(channel.stream_unary("/t.T/Add", raw, raw)((b"x" * 10000 for _ in range(300)), **key))
                questions = queue.Queue()
                answers = channel.stream_stream("/t.T/Echo", raw, raw)(iter(questions.get, None), **key)
                for number in range(20):
                    questions.put(b"%d" % number)
                    assert next(answers) == b"<%d>" % number
                questions.put(None)
                print(list(answers))
                def code(method, request, **arguments):
                    try: channel.unary_unary(method, raw, raw)(request, **{**key, **arguments})
                    except grpc.RpcError as error: print(error.code().name, error.details())
                code("/t.T/Unary", b"abort")
                code("/t.T/None", b"")
                code("/t.T/Unary", b"slow", timeout=0.5)
                code("/t.T/Unary", b"", metadata=())
                """
        return try await ToolRun.run("/usr/bin/python3", ["-c", script])
    }
}
