"""gunicorn's configuration. The launcher hands over the listening socket and, as root, the account to serve as."""

import os
import signal
from typing import Any

from wenjiu import paths
from wenjiu.config import limits
from wenjiu.config.processes import die_with_parent
from wenjiu.config.web_worker import Worker

bind = f"fd://{os.environ['WENJIU_LISTEN_FD']}" if "WENJIU_LISTEN_FD" in os.environ else "127.0.0.1:8000"
workers = int(os.environ.get("WENJIU_WORKERS", "2"))
worker_class = Worker
threads = 8
worker_connections = limits.MOST_CONNECTIONS
timeout = 60
graceful_timeout = 15
keepalive = int(limits.IDLE_SECONDS)
# An answer is kept whole until it is sent.
sendfile = False
# No header says where a request came from, how it was encrypted or below which path the site is: gunicorn would believe
# every program on this machine. The header of the proxy is read by Django, and only where WENJIU_TLS_HEADER names it.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "drop"
# A slow leak in some library never grows for long.
max_requests = 20_000
max_requests_jitter = 2_000
# Read settings, secrets and code before becoming the account without rights.
preload_app = True
if "WENJIU_WEB_UID" in os.environ:
    user = int(os.environ["WENJIU_WEB_UID"])
    group = int(os.environ["WENJIU_WEB_GID"])
# By default gunicorn would open a control socket in the home folder and temporary files in the system's.
control_socket_disable = True
worker_tmp_dir = str(paths.data_folder() / "run")
# Addresses of pages carry no answers, but who read what and when is still nobody's business.
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """A worker ends at once with its parent, so that a killed server holds the port no longer."""
    die_with_parent(signal.SIGKILL, parent=worker.ppid)()
