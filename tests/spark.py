"""Validate ten packages on a cluster of Spark with two workers, first one of which is killed.

`make spark` installs Spark into `.spark` and runs this; it needs Java 17.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Timer

from support.engines import report
from support.packages import ROOT, build, write_files

from eventclaims.cluster import session

# Each table costs some seconds: four packages of one table, four of the standard, and a full one.
OTHERS = ("categories-v2", "formula-at", "leading-blank-line", "stats-bad")
CASES = ("foreign-key", "circle", "deadline-before-statement", "blank-row")
SECONDS_TO_START = 120
SECONDS_TO_KILL = 10
SECONDS_WITHOUT_WORK = 15.0
AT_ONCE = 3
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"


def find_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


@contextmanager
def run(home, log, *words):
    """Run a part of Spark as a group of processes, which is killed when the block ends."""
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)
        process.wait()


def kill(process):
    """Kill a part of Spark with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def wait_for(log, text):
    for _ in range(10 * SECONDS_TO_START):
        if text in log.read_text("utf-8", "replace"):
            return
        time.sleep(0.1)
    sys.exit(f"Spark did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")


@contextmanager
def start_cluster(home, folder):
    """Give the address of a Spark Connect server, and its two workers."""
    spark_class, submit = str(home / "bin" / "spark-class"), str(home / "bin" / "spark-submit")
    port, connect = find_port(), find_port()
    master = f"spark://127.0.0.1:{port}"
    deploy = "org.apache.spark.deploy"
    with ExitStack() as stack:

        def start(name, text, *words):
            log = folder / f"{name}.log"
            process = stack.enter_context(run(home, log, *words))
            wait_for(log, text)
            return process

        local = ("--host", "127.0.0.1")
        ports = ("--port", str(port), "--webui-port", str(find_port()))
        words = (spark_class, f"{deploy}.master.Master", *local, *ports)
        start("master", "I have been elected leader", *words)
        workers = []
        for number in range(2):
            place = ("-d", str(folder / f"worker{number}"), "--webui-port", str(find_port()))
            size = (*local, "--cores", "1", "--memory", "1500m")
            words = (spark_class, f"{deploy}.worker.Worker", master, *size, *place)
            workers.append(start(f"worker{number}", "Successfully registered", *words))
        settings = {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(connect),
            "spark.executor.memory": "1g",
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.enabled": "false",
            # The tables have few rows: to compile and adapt queries takes longer than to run them.
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        }
        words = (submit, "--class", CONNECT, "--master", master)
        options = (word for item in settings.items() for word in ("--conf", "=".join(item)))
        start("connect", "Spark Connect server started", *words, *options, "spark-internal")
        yield f"sc://127.0.0.1:{connect}", workers


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that Spark is ended, too
    spark = Path(sys.argv[1]).resolve()
    (home,) = spark.glob("lib/python*/site-packages/pyspark")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = json.loads((ROOT / "tests/structure/data_packages.json").read_text("utf-8"))
        packages = [folder / other / write_files(folder / other, files[other]) for other in OTHERS]
        packages += [build("minimal", folder / case, case) for case in CASES]
        packages.append(build("full", folder / "full"))
        with start_cluster(home, folder) as (engine, workers):
            pool = ThreadPoolExecutor(AT_ONCE)
            try:
                for line in pool.map(partial(compare, engine=engine), packages):
                    print(line, flush=True)  # noqa: T201
            finally:  # the threads end with Spark
                pool.shutdown(wait=False, cancel_futures=True)
            killing = Timer(SECONDS_TO_KILL, kill, workers[:1])
            killing.start()
            print(compare(ROOT, engine), flush=True)  # noqa: T201
            if killing.is_alive() or workers[0].poll() != -signal.SIGKILL:
                sys.exit("the worker was not killed in time")
            kill(workers[1])
            session.SECONDS_WITHOUT_WORK = SECONDS_WITHOUT_WORK
            found = report(packages[0], engine=engine)
            if found != "no worker of the engine works; they are lost or busy":
                sys.exit(f"without a worker: {found}")
            print("without a worker: one line", flush=True)  # noqa: T201


def compare(package, engine):
    """Compare the reports of a package, and return how long the cluster took."""
    start = time.monotonic()
    found = report(package, possible=True, engine=engine)
    seconds = time.monotonic() - start
    if found != report(package, possible=True):
        sys.exit(f"{package.parent.name}: another report\n{found}")
    return f"{package.parent.name}: the same report in {seconds:.0f} s"


if __name__ == "__main__":
    main()
