#!/usr/bin/env python3
# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""What a cold start costs over the engine's own work, in one interleaved run.

direct   create, start, and the worker's boot until it has answered one GET, asked of the engine's API directly
first    the first request through the proxy, when there is no container yet: the same work and the guard's upload
wake     the first request through the proxy, when the container is there and stopped, as after an idle stop

usage: coldstart.py PLIMSOLL IMAGE ROUNDS     (DOCKER_HOST names the engine; it is to be one made for this)
"""
import http.client, json, os, socket, statistics, subprocess, sys, tempfile, time

PLIMSOLL, IMAGE, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
SOCKET = os.environ["DOCKER_HOST"].removeprefix("unix://")
NETWORK, TOKEN = "plimsoll-bench", "bench"
MEMORY = 256 << 20


class Engine(http.client.HTTPConnection):
    """One connection to the engine, kept open, as the proxy keeps its own."""

    def __init__(self):
        super().__init__("engine", timeout=60)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(SOCKET)

    def call(self, method, path, body=None, fine=(200, 201, 204, 304)):
        data = None if body is None else json.dumps(body).encode()
        self.request(method, "/v1.41" + path, data, {"Content-Type": "application/json"} if data else {})
        answer = self.getresponse()
        text = answer.read()
        if answer.status not in fine:
            sys.exit(f"coldstart: {method} {path}: {answer.status} {text.decode()}")
        return json.loads(text) if text else None


def get(host, port, path, token=None):
    connection = http.client.HTTPConnection(host, port, timeout=30)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def direct(engine):
    began = time.monotonic()
    made = engine.call("POST", "/containers/create?name=bench-direct", {
        "Image": IMAGE, "Env": ["PORT=8000"],
        "HostConfig": {"Memory": MEMORY, "MemorySwap": MEMORY, "NetworkMode": NETWORK},
    })
    engine.call("POST", f"/containers/{made['Id']}/start")
    address = engine.call("GET", f"/containers/{made['Id']}/json")["NetworkSettings"]["Networks"][NETWORK]["IPAddress"]
    while True:
        try:
            if get(address, 8000, "/") == 200:
                break
        except OSError:
            time.sleep(0.001)
    took = time.monotonic() - began
    engine.call("DELETE", f"/containers/{made['Id']}?force=1")
    return took


def through(port):
    began = time.monotonic()
    status = get("127.0.0.1", port, "/", TOKEN)
    if status != 200:
        sys.exit(f"coldstart: the proxy answered {status}")
    return time.monotonic() - began


def main():
    engine = Engine()
    engine.call("POST", "/networks/create", {"Name": NETWORK, "CheckDuplicate": True}, fine=(201, 409))
    with tempfile.TemporaryDirectory(prefix="plimsoll-bench.") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = folder + "/proxy.yaml"
        with open(config, "w") as file:
            json.dump({
                "global": {"bearer_token": TOKEN, "listen_http": f"127.0.0.1:{port}", "docker_network": NETWORK,
                           "on_exit": "stop", "log_level": "error"},
                "services": [{"name": "bench-worker", "path": "/", "image": IMAGE, "internal_port": 8000,
                              "mem_limit": "256m", "pull": "never", "stop_timeout": 1}],
            }, file)
        environment = dict(os.environ, PLIMSOLL_STATE=folder + "/state")
        command = [PLIMSOLL, "proxy", config, "--socket", folder + "/operator.sock"]
        proxy = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            while True:
                try:
                    if get("127.0.0.1", port, "/healthz") == 200:
                        break
                except OSError:
                    time.sleep(0.01)
            stop = [PLIMSOLL, "stop", "bench-worker", "--socket", folder + "/operator.sock"]
            figures = {"direct": [], "first": [], "wake": []}
            for number in range(ROUNDS + 1):
                one = direct(engine)
                first = through(port)
                subprocess.run(stop, check=True, stdout=subprocess.DEVNULL)
                wake = through(port)
                subprocess.run(stop, check=True, stdout=subprocess.DEVNULL)
                engine.call("DELETE", "/containers/bench-worker?force=1")
                if number:  # the first round warms caches
                    for name, value in zip(figures, (one, first, wake)):
                        figures[name].append(value * 1000)
        finally:
            proxy.terminate()
            proxy.wait(60)
    engine.call("DELETE", f"/networks/{NETWORK}", fine=(204, 404))
    print(f"cold starts in ms, {ROUNDS} rounds, interleaved: min / median / max")
    for name, values in figures.items():
        print(f"  {name:8}{min(values):8.1f} /{statistics.median(values):8.1f} /{max(values):8.1f}")
    pairs = [first - one for first, one in zip(figures["first"], figures["direct"])]
    cost = statistics.median(pairs)
    print(f"first over direct, pair by pair: median {cost:+.1f} ms (bar: at most +20 ms)")
    sys.exit(0 if cost <= 20 else 1)


main()
