# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""What the checks with real clients start and end themselves: the proxy, workers, a certificate; all in a folder of their own."""

import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time


def await_true(condition, seconds, what):
    """Asks until it holds; a wait that ends is a fault and not a hang."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


def free_port(address):
    with socket.create_server((address, 0)) as listener:
        return listener.getsockname()[1]


class Process:
    """A process of ours in a session of its own, ended by its number; what it says is in `log`."""

    def __init__(self, folder, name, command, environment=None, output=None):
        self.name, self.log = name, os.path.join(folder, name + ".log")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output or log, stderr=log, env={**os.environ, **(environment or {})},
                start_new_session=True)
        self.pid = self.process.pid

    def await_port(self, address, port, seconds=60):
        def serves():
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} has ended:\n{self.said()}")
            try:
                socket.create_connection((address, port), 1).close()
                return True
            except OSError:
                return False
        await_true(serves, seconds, f"{self.name} serves")

    def said(self):
        with open(self.log, errors="replace") as log:
            return log.read()[-3000:]

    def stop(self, seconds=20):
        try:
            self.process.terminate()
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            print(f"{self.name} did not end within {seconds} s of SIGTERM", file=sys.stderr)
        # Whatever it left in its session is ours as well.
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class Proxy(Process):
    """Plimsoll with these services, on an address and ports of its own."""

    def __init__(self, program, folder, services, settings="", secure=False):
        # All of 127/8 is this machine's.
        self.address = f"127.{random.randrange(20, 220)}.{random.randrange(250)}.1"
        self.port, self.secure_port = free_port(self.address), free_port(self.address)
        self.certificate = certificate(folder, self.address) if secure else None
        path = os.path.join(folder, "proxy.yaml")
        tls = f"""
  listen_https: "{self.address}:{self.secure_port}"
  http_redirect_to_https: false
  tls_certfile: {self.certificate}
  tls_keyfile: {self.certificate}""" if secure else ""
        with open(path, "w") as file:
            file.write(f"""global:
  bearer_token: real-clients
  listen_http: "{self.address}:{self.port}"
  on_exit: stop
  log_level: warning{tls}
{settings}
services:
{services}""")
        environment = {"PLIMSOLL_STATE": os.path.join(folder, "state"), "DOCKER_HOST": f"unix://{folder}/none.sock"}
        socket_path = os.path.join(folder, "operator.sock")
        super().__init__(folder, "proxy", [program, "proxy", path, "--socket", socket_path], environment)
        self.await_port(self.address, self.port)

    def url(self, path, scheme="http"):
        return f"{scheme}://{self.address}:{self.secure_port if scheme in ('https', 'wss') else self.port}{path}"

    def trust(self):
        return ssl.create_default_context(cafile=self.certificate)


def certificate(folder, address):
    path = os.path.join(folder, "certificate.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=clients",
         "-addext", f"subjectAltName=IP:{address}", "-keyout", path + ".key", "-out", path], check=True, capture_output=True, timeout=60)
    with open(path, "a") as file, open(path + ".key") as key:
        file.write(key.read())
    os.chmod(path, 0o600)
    return path


def program(path, name):
    path = os.path.realpath(path)
    if not os.access(path, os.X_OK):
        sys.exit(f"{name}: there is no {path}; run make build")
    return path


class Folder:
    """A folder in which everything of a run is, gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="plimsoll-clients.")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def end_on_signals():
    """SIGTERM ends as an error does, so that what was started is ended."""
    def end(*_):
        # Once: a second one, such as `timeout` sends, must not end the clearing away.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(143)
    signal.signal(signal.SIGTERM, end)
