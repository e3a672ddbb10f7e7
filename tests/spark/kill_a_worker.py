"""Kills a Spark worker in the middle of examples/spark/screen.py, and checks that what is stored is what one machine answers.

    python kill_a_worker.py --planlys BIN --corpus DIR --work TMPDIR [--collect] [-- options for planlys]

Wants Linux, Java 17 and PySpark. Ends with 0 if it passed, 1 if it failed and 77 if it could not be tried here.
"""

import argparse
import collections
import json
import math
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

INSIDE = "PLANLYS_TEST_INSIDE"
TASKS = 40
SECONDS_A_TASK = 0.6
DATE = "2026-01-02"
REPORTS = ["run.json", "matrise.html", "matrise.csv", "treff.csv", "mangler.csv"]


class Failed(Exception):
    pass


def main():
    options = argparse.ArgumentParser(description="Kills a Spark worker in the middle of a job and checks what the job stored.")
    options.add_argument("--planlys", required=True, type=Path)
    options.add_argument("--corpus", required=True, type=Path)
    options.add_argument("--work", required=True, type=Path, help="a folder for what the test writes (kept if it fails)")
    options.add_argument("--job", type=Path, default=Path(__file__).parent / "../../examples/spark/screen.py")
    options.add_argument("--collect", action="store_true", help="compare the reports of planlys collect and planlys screen too")
    options.add_argument("--delay", type=float, help="seconds a file waits in the job (otherwise enough for the kill to come midway)")
    options.add_argument("--limit", type=int, default=300, help="seconds for all of it (300)")
    options.add_argument("flags", nargs="*", help="after --: options for planlys filter")
    options = options.parse_args()
    if options.collect and options.flags:
        sys.exit("kill_a_worker.py: --collect compares what planlys does without options")
    for name in ("planlys", "corpus", "work", "job"):
        setattr(options, name, getattr(options, name).resolve())

    try:
        import pyspark
    except ImportError:
        skip("PySpark is not installed")
    java = Path(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    if not java or not Path(java).exists():
        skip("there is no Java")
    if not Path("/proc/self/stat").exists():
        skip("there is no /proc to find the processes of a worker in")
    go_inside()

    def stop(number, _):
        raise Failed(f"all of it took more than {options.limit} s" if number == signal.SIGALRM else "it was told to end")

    signal.signal(signal.SIGALRM, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.alarm(options.limit)
    options.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="kill-a-worker-", dir=options.work))
    cluster = Cluster(Path(pyspark.__file__).parent, work)
    started = time.monotonic()
    try:
        test(options, work, cluster)
        print(f"passed in {time.monotonic() - started:.0f} s")
    except (Failed, subprocess.SubprocessError) as failure:
        print(f"FAILED after {time.monotonic() - started:.0f} s: {failure}")
        log = work / "driver.log"
        if log.exists():
            print("The job's last words:", *log.read_text("utf-8", "replace").splitlines()[-15:], sep="\n  ")
        print(f"What it wrote is in {work}")
        sys.exit(1)
    finally:
        signal.alarm(0)
        cluster.end()
    shutil.rmtree(work, ignore_errors=True)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def go_inside():
    """Starts again in a network and a process namespace of its own: no port can be taken, and nothing can outlive the test."""
    if os.environ.get(INSIDE):
        return
    inside = ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"]
    inside += [] if os.geteuid() == 0 else ["--map-root-user"]
    inside += ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if shutil.which("unshare") and subprocess.run([*inside, "true"], capture_output=True).returncode == 0:
        os.environ[INSIDE] = "yes"
        sys.stdout.flush()
        os.execvp(inside[0], [*inside, sys.executable, *sys.argv])
    print("no namespace of its own here: going on without, on free ports of 127.0.0.1")


def test(options, work, cluster):
    list_command = [options.planlys, "filter", "--corpus", options.corpus, *options.flags]
    listed = subprocess.run([*list_command, "--list"], stdout=subprocess.PIPE, check=True).stdout
    answers = subprocess.run(list_command, input=listed, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    alone = {json.loads(answer)["path"]: answer for answer in answers.split("\n") if answer}
    if len(alone) != listed.count(b"\n"):
        raise Failed(f"planlys filter lists other files than the {len(alone)} it answers for")
    if len(alone) < TASKS / 2:
        raise Failed(f"{len(alone)} files are too few to be in the middle of")
    print(f"one machine, one process: {len(alone)} documents")

    a_slice = math.ceil(len(alone) / TASKS)
    delay = SECONDS_A_TASK / a_slice if options.delay is None else options.delay
    # So that the job has a middle: small files take the real filter no time. It changes when the answers come, not what they are.
    slowed = work / "planlys"
    real = shlex.quote(str(options.planlys))
    slowed.write_text(
        f"""#!/bin/sh
case " $* " in *" --list "*) exec {real} "$@" ;; esac
while IFS= read -r line; do sleep {delay:.3f}; printf '%s\\n' "$line"; done | {real} "$@"
"""
    )
    slowed.chmod(0o755)

    cluster.start()
    stored = work / "stored"
    arguments = ["--corpus", options.corpus, "--out", stored, "--planlys", slowed, "--slice", a_slice, "--", *options.flags]
    driver = cluster.submit(options.job, *arguments)
    cluster.kill_a_worker(driver)
    wait_for("the job to end", 180, lambda: driver.poll() is not None)
    if driver.returncode:
        raise Failed(f"the job ended with code {driver.returncode}")
    print("the job:", (work / "driver.out").read_text("utf-8").strip())

    compare(alone, read(stored))
    if options.collect:
        compare_reports(options, stored, work)


class Cluster:
    """A master, two workers with a core each, and a job. Every process is known by its id, and only they are ended."""

    def __init__(self, spark, work):
        self.spark, self.work, self.processes = spark, work, []
        (work / "conf").mkdir()
        for name in [name for name in os.environ if name.startswith(("SPARK_", "PYSPARK_"))]:
            del os.environ[name]
        os.environ |= {
            "LC_ALL": "C.UTF-8",  # Folders are named after counties.
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_CONF_DIR": str(work / "conf"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_HOME": str(spark),
            "SPARK_LOCAL_DIRS": str(work / "local"),
            "SPARK_LOCAL_IP": "127.0.0.1",
        }
        self.master_port, self.master_web, self.driver_web, self.victim_port = free_ports(4)
        self.master = f"spark://127.0.0.1:{self.master_port}"

    def run(self, name, program, *arguments):
        with open(self.work / f"{name}.out", "wb") as out, open(self.work / f"{name}.log", "wb") as log:
            command = [self.spark / "bin" / program, *map(str, arguments)]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=log)
        self.processes.append(process)
        return process

    def start(self):
        master = "org.apache.spark.deploy.master.Master"
        self.run("master", "spark-class", master, *self.at(self.master_port, self.master_web))
        wait_for("the master to answer", 60, lambda: self.workers() is not None)
        self.victim = self.start_worker(self.victim_port)
        self.start_worker(0)
        wait_for("two workers to be ready", 60, lambda: list((self.workers() or {}).values()) == ["ALIVE", "ALIVE"])

    def start_worker(self, port):
        name = f"worker-{port}"
        size = ["--cores", 1, "--memory", "600m", "--work-dir", self.work / name]
        return self.run(name, "spark-class", "org.apache.spark.deploy.worker.Worker", *self.at(port, 0), *size, self.master)

    def at(self, port, web):
        return ["--host", "127.0.0.1", "--port", port, "--webui-port", web]

    def workers(self):
        """What the master says of each, by port."""
        said = get(self.master_web, "/json/")
        return said and {worker["port"]: worker["state"] for worker in said["workers"]}

    def submit(self, job, *arguments):
        settings = {
            "spark.cores.max": 2,
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "600m",
            "spark.executor.memory": "500m",
            "spark.scheduler.minRegisteredResourcesRatio": 1,  # Otherwise one worker could be done before the other is there.
            "spark.ui.port": self.driver_web,
            "spark.ui.showConsoleProgress": "false",
        }
        settings = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        return self.run("driver", "spark-submit", "--master", self.master, *settings, job, *arguments)

    def driver_says(self, what):
        applications = get(self.driver_web, "/api/v1/applications")
        return applications and get(self.driver_web, f"/api/v1/applications/{applications[0]['id']}/{what}")

    def in_the_middle(self, executor, running):
        """How many tasks are done and of how many, when the executor is at one, some are done and most are not."""
        running()
        executors = {one["id"]: one for one in self.driver_says("executors") or []}
        stages = self.driver_says("stages?status=active")
        if not stages or executor not in executors:
            return None
        done, tasks = stages[0]["numCompleteTasks"], stages[0]["numTasks"]
        if done > tasks / 2:
            raise Failed(f"{done} of {tasks} tasks were done before a worker could be killed")
        return (done, tasks) if done >= 3 and executors[executor]["activeTasks"] else None

    def kill_a_worker(self, driver):
        def running():
            if driver.poll() is not None:
                raise Failed(f"the job was over (code {driver.returncode}) before a worker could be killed in it")

        def executor():
            running()
            return executor_of(self.victim.pid)

        executor = wait_for("an executor on the worker", 90, executor)

        def stopped_in_the_middle():
            if not self.in_the_middle(executor, running):
                return None
            # Stopped, it can neither finish its task nor get another while we look again.
            processes = stop_family(self.victim.pid)
            time.sleep(1)
            at_work = any(str(self.work / "planlys") in words_of(process) for process in processes)
            if at_work and (progress := self.in_the_middle(executor, running)):
                return processes, *progress
            signal_all(processes, signal.SIGCONT)
            return None

        processes, done, tasks = wait_for("a filter at work on the worker, and three tasks done", 90, stopped_in_the_middle)
        names = collections.Counter(name_of(process) for process in processes if alive(process))
        # As when a machine is lost: everything at once, and nothing may say goodbye.
        signal_all(processes, signal.SIGKILL)
        self.victim.wait(10)
        wait_for("the worker's processes to be gone", 10, lambda: not any(alive(process) for process in processes))
        names = ", ".join(f"{count} {name}" for name, count in names.items())
        print(f"killed a worker and its executor {executor} with {done} of {tasks} tasks done: {names}")

        wait_for("the master to say that the worker is dead", 30, lambda: (self.workers() or {}).get(self.victim_port) == "DEAD")

        def lost():
            running()
            gone = any(one["id"] == executor and not one["isActive"] for one in self.driver_says("allexecutors") or [])
            stages = self.driver_says("stages?details=true&taskStatus=failed") or []
            failed = [task for stage in stages for task in stage["tasks"].values() if task["executorId"] == executor]
            return gone and failed

        failed = wait_for("the driver to miss the executor and its tasks", 60, lost)
        reason = failed[0]["errorMessage"].split(" (")[0]
        print(f"the master says DEAD; the driver has lost executor {executor} and {len(failed)} of its tasks ({reason})")

    def end(self):
        for process in self.processes:
            signal_all(stop_family(process.pid), signal.SIGKILL)
            process.wait()


def free_ports(number):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def get(port, path):
    """What a web page of Spark says; None when it does not answer yet, or no more."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError):
        return None


def wait_for(what, seconds, probe):
    until = time.monotonic() + seconds
    while not (found := probe()):
        if time.monotonic() > until:
            raise Failed(f"waited {seconds} s for {what}")
        time.sleep(0.1)
    return found


def fields(process):
    """State, parent and so on of a process (man proc_pid_stat, from the third); None when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None


def alive(process):
    return (fields(process) or "Z")[0] != "Z"


def words_of(process):
    try:
        return Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace").split("\0")
    except OSError:
        return []


def name_of(process):
    return Path(words_of(process)[0]).name if words_of(process) else "?"


def family(process):
    """A process and all that it and they started."""
    children = collections.defaultdict(list)
    for one in Path("/proc").glob("[0-9]*"):
        if facts := fields(one.name):
            children[int(facts[1])].append(int(one.name))
    found = [process] if alive(process) else []
    for one in found:
        found += children[one]
    return found


def stop_family(process):
    """Stops them, until none of them can have started another."""
    stopped = set()
    while new := set(family(process)) - stopped:
        signal_all(new, signal.SIGSTOP)
        stopped |= new
    return stopped


def signal_all(processes, number):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def executor_of(worker):
    """The number of the executor that a worker has started, from its command line."""
    for process in family(worker):
        words = words_of(process)
        if "--executor-id" in words:
            return words[words.index("--executor-id") + 1]
    return None


def read(stored):
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    spark = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    try:
        return spark.read.parquet(str(stored)).select("path", "document", "hits").collect()
    finally:
        spark.stop()


def compare(alone, rows):
    stored = {row.path: row for row in rows}
    if len(stored) < len(rows):
        raise Failed(f"{len(rows)} rows for {len(stored)} documents: some are stored twice")
    if stored.keys() != alone.keys():
        raise Failed(f"missing: {sorted(alone.keys() - stored.keys())}, not in the corpus: {sorted(stored.keys() - alone.keys())}")
    if different := [path for path, answer in alone.items() if stored[path].document != answer]:
        raise Failed(f"{len(different)} documents are not what one machine answers: {sorted(different)[:5]}")
    hits = {path: sum(1 for hit in json.loads(answer)["hits"] or [] if hit["counts"]) for path, answer in alone.items()}
    if different := [path for path, row in stored.items() if row.hits != hits[path]]:
        raise Failed(f"the number of hits is wrong for {sorted(different)[:5]}")
    size = sum(len(answer.encode("utf-8")) for answer in alone.values())
    print(f"compared: {len(alone)} documents, each once, {size} bytes and {sum(hits.values())} hits: the same as on one machine")


def compare_reports(options, stored, work):
    commands = {"collect": ["collect", stored, "--corpus", options.corpus], "screen": ["screen", options.corpus]}
    codes = {}
    for name, command in commands.items():
        places = ["--out", work / f"{name}-out", "--state", work / f"{name}-state", "--date", DATE]
        with open(work / f"{name}.log", "wb") as log:
            codes[name] = subprocess.run([options.planlys, *command, *places], stdout=log, stderr=log).returncode
    # 3: something in the corpus could not be read.
    if codes["collect"] != codes["screen"] or codes["screen"] not in (0, 3):
        raise Failed(f"planlys ended with {codes}")
    for report in REPORTS:
        collected, screened = ((work / f"{name}-out" / report).read_bytes() for name in codes)
        if collected != screened:
            raise Failed(f"{report} is not the same from planlys collect and planlys screen")
        print(f"compared: {report}, {len(screened)} bytes: the same from collect and screen")


if __name__ == "__main__":
    main()
