"""gunicorn's configuration. The launcher passes the listening socket and, as root, the account to serve as."""

import atexit
import gc
import os
import signal
import sys
from typing import Any

from wenjiu import paths
from wenjiu.config import limits
from wenjiu.config.processes import die_with_parent
from wenjiu.config.web_worker import Worker

bind = f"fd://{os.environ['WENJIU_LISTEN_FD']}" if "WENJIU_LISTEN_FD" in os.environ else "127.0.0.1:8000"
workers = int(os.environ.get("WENJIU_WORKERS", "2"))
worker_class = Worker
threads = 4
worker_connections = limits.MOST_CONNECTIONS
timeout = 60
graceful_timeout = 15
keepalive = int(limits.IDLE_SECONDS)
# An answer is kept whole until it is sent.
sendfile = False
# Trust no header about a request's origin, its encryption or the path below which the site is: gunicorn would trust
# every program on this machine. Django reads the proxy's header, and only if WENJIU_TLS_HEADER names it.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "drop"
# Restart workers now and then, so that a slow memory leak in a library stays small.
max_requests = 20_000
max_requests_jitter = 2_000
# Read settings, secrets and code before becoming the account without rights.
preload_app = True
if "WENJIU_WEB_UID" in os.environ:
    user = int(os.environ["WENJIU_WEB_UID"])
    group = int(os.environ["WENJIU_WEB_GID"])
# By default gunicorn opens a control socket in the home folder and temporary files in the system's folder.
control_socket_disable = True
worker_tmp_dir = str(paths.data_folder() / "run")
# URLs of pages carry no answers, but who reads which page and when is private.
accesslog = None
#: After how many new objects Python looks for garbage among them, and how rarely among older ones.
COLLECT = (10_000, 20, 50)
errorlog = "-"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Read the keys of the data before the workers become the account without rights, and set aside what was loaded.

    What is there by now lives as long as the server. Looking through it for garbage again and again would stop all pages of
    a worker for some tenths of a second each time.
    """
    from wenjiu.bureau import key_ring  # it needs the settings, which the application has read by now

    key_ring.hold()
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # or a library says at the end that it lost what was only set aside


def post_worker_init(worker: Any) -> None:
    """End a worker as soon as its parent ends, so that a killed server releases the port; share its time in small parts.

    A page asks the database many times and needs the interpreter again after each answer. In parts of a millisecond it
    waits less for a page that computes than in the usual five.
    """
    sys.setswitchinterval(0.001)
    gc.set_threshold(*COLLECT)
    die_with_parent(signal.SIGKILL, parent=worker.ppid)()
