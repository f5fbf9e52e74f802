# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""The programs that are measured, each as a reverse proxy in front of the same two workers, each with the same number of threads."""

import os
import signal
import socket
import subprocess
import time


class Program:
    """A process of ours, its configuration in a folder of ours, ended by its number."""

    def __init__(self, folder, name):
        self.folder = os.path.join(folder, name)
        os.makedirs(self.folder, exist_ok=True)
        self.process = None

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def start(self, command, processors, environment=None):
        log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            ["taskset", "-c", processors, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, **(environment or {})}, start_new_session=True)

    def await_port(self, address, port):
        for _ in range(400):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection((address, port), 1).close()
                return
            except OSError:
                time.sleep(0.025)
        with open(os.path.join(self.folder, "log"), "rb") as log:
            raise SystemExit(f"{self.folder} does not serve:\n{log.read().decode(errors='replace')[-2000:]}")

    def stop(self):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        except ProcessLookupError:
            pass
        self.process = None

    def processes(self):
        """The numbers of the process and of its children: nginx works in those."""
        found = [self.process.pid]
        for number in found:
            try:
                with open(f"/proc/{number}/task/{number}/children") as children:
                    found += [int(child) for child in children.read().split()]
            except FileNotFoundError:
                pass
        return found


class Workers(Program):
    """nginx answers what is asked of it; bodies go to a sink, as nginx answers before it has read one."""

    def __init__(self, folder, address, processors):
        super().__init__(folder, "workers")
        self.address = address
        files = os.path.join(self.folder, "files")
        os.makedirs(files, exist_ok=True)
        for name, size in (("64k", 64 << 10), ("10m", 10 << 20)):
            with open(os.path.join(files, name), "wb") as file:
                file.write(b"p" * size)
        text = "p" * 82
        configuration = self.write("nginx.conf", f"""
            daemon off; worker_processes 1; pid {self.folder}/pid; error_log stderr crit;
            events {{ worker_connections 16384; }}
            http {{
                access_log off; sendfile on; keepalive_requests 100000000; keepalive_timeout 600s;
                client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
                server {{
                    listen {address}:7001 backlog=8192; root {files};
                    location = /small {{ default_type text/plain; return 200 "{text}"; }}
                }}
            }}
        """)
        self.start(["nginx", "-p", self.folder, "-c", configuration], processors)
        self.sink = Program(folder, "sink")
        here = os.path.dirname(os.path.abspath(__file__))
        self.sink.start(["python3", os.path.join(here, "sink.py"), address, "7002"], processors)
        self.await_port(address, 7001)
        self.sink.await_port(address, 7002)

    def stop(self):
        super().stop()
        self.sink.stop()


class Peer(Program):
    """A proxy: HTTP at one port, HTTPS with HTTP/2 at another."""

    def __init__(self, folder, address, certificate, threads, processors, program=None):
        super().__init__(folder, f"{self.name}-{threads}")
        self.address, self.certificate, self.threads, self.program = address, certificate, threads, program
        self.configure_and_start(processors)
        self.await_port(address, self.port)

    def url(self, scheme, path):
        return f"{scheme}://{self.address}:{self.port if scheme == 'http' else self.port + 1}{path}"


class Nginx(Peer):
    name, port = "nginx", 7110

    def configure_and_start(self, processors):
        text = self.write("nginx.conf", f"""
            daemon off; worker_processes {self.threads}; pid {self.folder}/pid; error_log stderr crit;
            events {{ worker_connections 16384; }}
            http {{
                access_log off; keepalive_requests 100000000; keepalive_timeout 600s; client_max_body_size 0;
                client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;
                fastcgi_temp_path {self.folder}/fastcgi; uwsgi_temp_path {self.folder}/uwsgi; scgi_temp_path {self.folder}/scgi;
                upstream worker {{ server {self.address}:7001; keepalive 64; keepalive_requests 100000000; }}
                upstream sink {{ server {self.address}:7002; keepalive 64; keepalive_requests 100000000; }}
                proxy_http_version 1.1; proxy_set_header Connection ""; proxy_max_temp_file_size 0;
                server {{
                    listen {self.address}:{self.port} backlog=8192;
                    listen {self.address}:{self.port + 1} ssl http2 backlog=8192;
                    http2_max_concurrent_streams 256;
                    ssl_certificate {self.certificate}; ssl_certificate_key {self.certificate};
                    location / {{ proxy_pass http://worker; }}
                    location = /sink {{ proxy_request_buffering off; proxy_pass http://sink; }}
                }}
            }}
        """)
        self.start(["nginx", "-p", self.folder, "-c", text], processors)


class HAProxy(Peer):
    name, port = "HAProxy", 7120

    def configure_and_start(self, processors):
        text = self.write("haproxy.cfg", f"""
global
    nbthread {self.threads}
    maxconn 16000
    no strict-limits
defaults
    mode http
    timeout client 600s
    timeout server 600s
    timeout connect 5s
    timeout http-keep-alive 600s
    option http-keep-alive
    http-reuse always
frontend clients
    bind {self.address}:{self.port} backlog 8192
    bind {self.address}:{self.port + 1} ssl crt {self.certificate} alpn h2,http/1.1 backlog 8192
    option forwardfor
    use_backend sink if {{ path /sink }}
    default_backend worker
backend worker
    server one {self.address}:7001
backend sink
    server one {self.address}:7002
""")
        self.start(["haproxy", "-db", "-f", text], processors)


class Caddy(Peer):
    name, port = "Caddy", 7130

    def configure_and_start(self, processors):
        text = self.write("Caddyfile", f"""
{{
    admin off
    auto_https off
}}
(both) {{
    handle /sink {{
        reverse_proxy {self.address}:7002
    }}
    handle {{
        reverse_proxy {self.address}:7001 {{
            transport http {{
                keepalive 600s
                keepalive_idle_conns_per_host 1024
            }}
        }}
    }}
}}
http://{self.address}:{self.port} {{
    import both
}}
https://{self.address}:{self.port + 1} {{
    tls {self.certificate} {self.certificate}
    import both
}}
""")
        home = {"HOME": self.folder, "XDG_DATA_HOME": self.folder, "XDG_CONFIG_HOME": self.folder, "GOMAXPROCS": str(self.threads)}
        self.start(["caddy", "run", "--adapter", "caddyfile", "--config", text], processors, home)


class Plimsoll(Peer):
    name, port = "Plimsoll", 7140

    def configure_and_start(self, processors):
        text = self.write("proxy.yaml", f"""
global:
  bearer_token: bench
  listen_http: "{self.address}:{self.port}"
{self.tls()}
  threads: {self.threads}
  log_level: warning
services:
  - {{name: worker, path: /, auth: none, upstream: "http://{self.address}:7001"}}
  - {{name: sink, path: /sink, strip_prefix: false, auth: none, upstream: "http://{self.address}:7002"}}
""")
        environment = {"PLIMSOLL_STATE": os.path.join(self.folder, "state"), "DOCKER_HOST": f"unix://{self.folder}/none.sock"}
        self.start([self.program, "proxy", text, "--socket", os.path.join(self.folder, "operator.sock")], processors, environment)

    def tls(self):
        return f"""  listen_https: "{self.address}:{self.port + 1}"
  http_redirect_to_https: false
  tls_certfile: {self.certificate}
  tls_keyfile: {self.certificate}"""
