"""A run on a Ray cluster of several nodes on this machine, each a raylet with worker processes of its own.

python -m tests.bulk.local_cluster NODES KILL_AFTER ARGUMENT ...   (arguments of ``ocr-pipeline run`` without --cluster)

After KILL_AFTER finished documents (0 = never) a node is killed. Prints what the command prints, then a line of JSON:
exit code and what happened. What does not come to its end says where it stands and ends.
"""

from __future__ import annotations

import faulthandler
import json
import os
import socket
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ocr_pipeline.cli import main as command
from ocr_pipeline.commands.engines import Engines
from ocr_pipeline.store.results import ResultsFolder
from tests import fake_kit

MOST_SECONDS = 240.0


def main(nodes: int, kill_after: int, words: list[str]) -> int:
    """Start the cluster, run, say what came out of it."""
    faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_raylet_start_wait_time_s", "120")  # the machine may be busy with other tests
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, **_ports()})
    workers = [cluster.add_node(num_cpus=1, object_store_memory=80_000_000, **_ports()) for _ in range(nodes)]
    told: dict[str, Any] = {"killed": 0}
    if kill_after:
        out = ResultsFolder(Path(words[words.index("--out") + 1]))
        threading.Thread(target=_kill, args=(cluster, workers[-1], out, kill_after, told), daemon=True).start()
    engines = Engines(fake_kit.build_kit, fake_kit.no_calibration)
    told["code"] = command(["run", *words, "--cluster", cluster.address], engines=engines)
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    cluster.shutdown()  # type: ignore[no-untyped-call]  # Ray does not say
    return 0


def _ports() -> dict[str, Any]:
    """Ports of a node, chosen here: a raylet that has to hear of them from its agents gives up on a busy machine."""
    names = ("metrics_agent_port", "runtime_env_agent_port", "dashboard_agent_listen_port", "metrics_export_port")
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in names]
        for each in sockets:
            each.bind(("", 0))
        return {name: each.getsockname()[1] for name, each in zip(names, sockets, strict=True)}


def _kill(cluster: Any, node: Any, out: ResultsFolder, kill_after: int, told: dict[str, Any]) -> None:
    while len(out.documents()) < kill_after:
        time.sleep(0.05)
    told["killed"], told["done_before"] = 1, len(out.documents())
    cluster.remove_node(node, allow_graceful=False)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
