"""Screens a corpus on a Spark cluster: `planlys filter` reads, Spark shares out the files and keeps the answers.

    spark-submit --master MASTER screen.py --corpus DIR --out PARQUET [options] [-- options for planlys filter]
    planlys collect PARQUET --corpus DIR --out REPORTS

Without spark-submit, `python screen.py …` uses every core of this machine. Every node must see the corpus at the same path and have
the same build of planlys and of Tesseract; PARQUET must be a place that every node can write. The binary is looked up on the nodes:

    a cluster of its own   spark-submit --files /path/to/planlys …, and --planlys ./planlys
    YARN                   the same; or --archives planlys.tar.gz#bin and --planlys ./bin/planlys, if more than one file goes with it
    Kubernetes             in the image or on a mounted volume, and --planlys /where/it/is

Without --paths the driver asks for the list of files, so there the binary and the corpus must be where it runs as well (with --files:
start in the folder of the binary). What the filter writes to stderr is in the executors' stderr, which the web pages of Spark show.
Tried with Spark 4.3 on one machine and on a standalone cluster, not on YARN and Kubernetes. Some versions of Spark before 4 give up the
job if a worker is lost just as it stores a file (SPARK-48292).
"""

import argparse
import collections
import itertools
import json
import math
import os
import random
import shlex
import subprocess
import sys
from pathlib import Path

os.environ["LC_ALL"] = "C.UTF-8"  # Java names folders (county=Trøndelag) in the encoding of the locale it was started in.

from pyspark import StorageLevel
from pyspark.sql import SparkSession

COLUMNS = """municipality string, number string, level string, status string, path string, pages int, hits int, document string,
    county string"""


def main():
    options = argparse.ArgumentParser(description="Screens a corpus on a Spark cluster.")
    options.add_argument("--corpus", required=True, help="the folder with plans, at the same path on every node")
    options.add_argument("--out", required=True, help="where the Parquet files go; must not exist")
    options.add_argument("--paths", help="a file with input lines for planlys filter (otherwise: the whole corpus)")
    options.add_argument("--planlys", default="planlys", help="the program, as the nodes find it")
    # Starting a task and storing what it gives takes some tenths of a second, reading a plan about as long, and OCR minutes. With four
    # files the first does not weigh much, and a lost worker costs at most the four that each of its cores had: what was finished
    # is stored. A corpus of very many small files does well with more.
    options.add_argument("--slice", type=int, default=4, metavar="FILES", help="files in a task (4)")
    options.add_argument("--ocr-share", type=int, metavar="PAGES", help="share scans of more pages than this between the nodes")
    options.add_argument("flags", nargs="*", help="after --: options for planlys filter")
    options = options.parse_args()
    command = [options.planlys, "filter", "--corpus", options.corpus, *options.flags]

    if options.paths:
        listed = Path(options.paths).read_bytes()
    else:
        listing = subprocess.run([*command, "--list"], stdout=subprocess.PIPE)
        if listing.returncode == 3:
            print("screen.py: some files cannot be listed, as said above; planlys collect shows them as unread where the plans are", file=sys.stderr)
        elif listing.returncode:
            sys.exit(f"screen.py: {shlex.join(listing.args)} ended with code {listing.returncode}")
        listed = listing.stdout
    lines = [line for line in listed.decode("utf-8-sig").replace("\r\n", "\n").split("\n") if line]
    if not lines:
        sys.exit("screen.py: no files to read")
    if len({line.split("\t")[0] for line in lines}) < len(lines):
        sys.exit("screen.py: a file is listed twice")
    if options.ocr_share and any(any(line.split("\t")[3:]) for line in lines):
        sys.exit("screen.py: --ocr-share chooses the pages itself, and the list has some")
    # Neighbours are alike (the scans of a municipality lie together). Shuffled, they are neither in one slice nor all last.
    random.Random(0).shuffle(lines)

    spark = SparkSession.builder.appName("planlys").config("spark.executorEnv.LC_ALL", "C.UTF-8").getOrCreate()
    if spark.sparkContext._jvm.java.lang.System.getProperty("sun.jnu.encoding") != "UTF-8":
        sys.exit("screen.py: start the driver with LC_ALL=C.UTF-8: as it is, Java cannot name the folders of all counties")

    # Pipe starts a program without any environment, and without PATH the filter finds no Tesseract.
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "TESSDATA_PREFIX") or name.startswith("PLANLYS_")}

    def spread(items, per_slice=options.slice):
        return spark.sparkContext.parallelize(items, max(1, math.ceil(len(items) / per_slice)))

    def piped(lines):
        # Fetched in full first (list): if that failed while the filter ran, pipe would leave both waiting for ever.
        return lines.mapPartitions(list).pipe(shlex.join(command), env=env, checkCode=True)

    answers = shared(lines, options.ocr_share, spread, piped) if options.ocr_share else piped(spread(lines))
    spark.createDataFrame(answers.map(row), COLUMNS).write.partitionBy("county").parquet(options.out)

    # What counts is what is stored.
    stored = spark.read.parquet(options.out).select("path", "status").collect()
    paths = len({path for path, _ in stored})
    if not len(lines) == len(stored) == paths:
        sys.exit(f"screen.py: {len(lines)} files to read, but {options.out} has {len(stored)} rows for {paths} of them")
    statuses = collections.Counter(status for _, status in stored).most_common()
    print(f"{len(stored)} documents:", ", ".join(f"{number} {status}" for status, number in statuses))


def shared(lines, share, spread, piped):
    """The answers, with the pages of large scans recognised by many tasks: a scan of 900 pages is a quarter of an hour for one core."""
    lines = spread(lines)
    first = lines.zip(piped(lines.map(lambda line: asking(line, "-")))).persist(StorageLevel.MEMORY_AND_DISK)
    scans = first.mapValues(awaiting).filter(lambda scan: scan[1]).collect()

    parts = [(line, pages[at : at + share]) for line, pages in scans if len(pages) > share for at in range(0, len(pages), share)]
    parts = spread(parts, 1)
    # Kept on two nodes: a lost worker then costs no page that was recognised.
    texts = parts.zip(piped(parts.map(lambda part: asking(part[0], spelled(part[1]))))).persist(StorageLevel.DISK_ONLY_2)
    texts = texts.map(lambda pair: (pair[0][0], (pair[0][1], json.loads(pair[1])["recognised"])))

    whole = spread(scans).cogroup(texts, min(max(1, len(scans)), 1000))
    whole = whole.map(lambda scan: asking(scan[0], "", ",".join(text for _, text in sorted(scan[1][1]) if text)))
    return first.values().filter(lambda answer: not awaiting(answer)).union(piped(whole))


def asking(line, pages, recognised=""):
    path, municipality, level = (line.split("\t") + ["", ""])[:3]
    return "\t".join([path, municipality, level, pages, recognised])


def awaiting(answer):
    return (json.loads(answer).get("coverage") or {}).get("awaiting_ocr") or []


def spelled(pages):
    """[3, 4, 5, 9] is 3-5,9."""
    runs = [[page for _, page in run] for _, run in itertools.groupby(enumerate(pages), lambda item: item[1] - item[0])]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def row(answer):
    document = json.loads(answer)
    municipality = document.get("municipality") or {}
    pages = (document.get("coverage") or {}).get("pages")
    hits = sum(1 for hit in document.get("hits") or [] if hit.get("counts"))
    place = (municipality.get("name"), municipality.get("number"), document.get("level"))
    return (*place, document["status"], document["path"], pages, hits, answer, municipality.get("county") or "ukjent")


if __name__ == "__main__":
    main()
