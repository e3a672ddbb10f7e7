#!/bin/bash
#SBATCH --job-name=planlys
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=%x-%A_%a.log
#
# Screens a corpus with a Slurm array. Each task takes every k-th line of a
# list, so that large neighbours spread, and writes one part (NDJSON).
#
#   planlys filter --corpus DIR --list > paths.txt     (code 3: some cannot be
#                                         listed, as it says; the others are)
#   export PLANLYS_CORPUS=DIR PLANLYS_LIST=$PWD/paths.txt PLANLYS_PARTS=$PWD/parts
#   sbatch --array=0-99 array.sh          (0-99%20: at most 20 at a time)
#   planlys collect "$PLANLYS_PARTS" --corpus DIR --out REPORT
#
# The corpus, the list, the folder of parts and planlys must be reachable under
# the same paths from every node. Collect when `squeue` shows no task any more
# and the folder holds as many parts as the array had tasks.
#
# Settings: PLANLYS_CORPUS, PLANLYS_LIST and PLANLYS_PARTS, as above, and
#   PLANLYS         the program (planlys)
#   PLANLYS_ARGS    more for `planlys filter`: "--pack boligsosial-2018 --ocr off"
#   PLANLYS_SHARES  number of shares (the number of tasks in the array)
#
# Messages, also those of planlys, go to planlys-JOB_TASK.log in the folder
# where sbatch was run. Files that cannot be read are no failure: they have a
# line in the part, with their status.
#
# Failed tasks: give the same sbatch line again. A part that exists is not made
# again; one that is not whole never gets its name. To run only tasks 3 and 7,
# say how many shares there were: PLANLYS_SHARES=100 sbatch --array=3,7 array.sh
# A new list or another number of tasks needs a new folder of parts; so do
# new files, another pack or another build of planlys.
#
# Large scans: the pages of one document can be recognised by many tasks. It
# takes three arrays, each with its own list and folder of parts: every file with
# `-` in the pages column; then shares of `coverage.awaiting_ocr` of those answers
# ("3-17", "18,20-31"); then the files that waited, whole, with what their shares
# gave in the recognised column. Collect the answers of the first that await
# nothing with those of the third. examples/spark shows how the lines are made.
#
# Without Slurm the script is one share, the whole list: bash array.sh

set -euo pipefail

die() {
    echo "array.sh: $*" >&2
    exit 2
}

planlys=${PLANLYS:-planlys}
corpus=${PLANLYS_CORPUS:-}
list=${PLANLYS_LIST:-}
parts=${PLANLYS_PARTS:-}
read -ra more <<<"${PLANLYS_ARGS:-}"
[[ $corpus ]] || die "set PLANLYS_CORPUS to the folder of documents"
[[ $list ]] || die "set PLANLYS_LIST to the list (planlys filter --corpus DIR --list)"
[[ $parts ]] || die "set PLANLYS_PARTS to the folder for the parts"
[[ -d $corpus ]] || die "no such folder on $HOSTNAME: $corpus (PLANLYS_CORPUS)"
[[ -r $list && -f $list ]] || die "cannot read on $HOSTNAME: $list (PLANLYS_LIST)"
command -v "$planlys" >/dev/null || die "not found on $HOSTNAME: $planlys (PLANLYS)"

# Share k of n. The count of a partly repeated array would be another one.
k=${SLURM_ARRAY_TASK_ID:-0}
n=${PLANLYS_SHARES:-${SLURM_ARRAY_TASK_COUNT:-1}}
[[ $n =~ ^[1-9][0-9]*$ ]] || die "not a number of shares: $n (PLANLYS_SHARES)"
if [[ -z ${PLANLYS_SHARES:-} && ${SLURM_ARRAY_TASK_MAX:-0} -ne $((n - 1)) ]]; then
    die "use --array=0-N without gaps, or say in PLANLYS_SHARES how many shares there are"
fi
((k < n)) || die "task $k of $n shares: tasks are numbered 0-$((n - 1))"

# A part is named after its share and the list; parts of another list or number
# of shares would double or lack files.
sum=$(cksum <"$list")
of=of-$n-${sum%% *}
part=$parts/part-$k-$of.ndjson
mkdir -p -- "$parts"
for other in "$parts"/part-*.ndjson; do
    [[ ! -e $other || $other == *-"$of".ndjson ]] ||
        die "$other is of another list or number of shares: use a new PLANLYS_PARTS"
done
if [[ -e $part ]]; then
    echo "array.sh: $part exists" >&2
    exit 0
fi

share() {
    LC_ALL=C awk -v k="$k" -v n="$n" '(NR - 1) % n == k' "$list"
}

# Beside first, under a name that `collect` does not read (a killed task leaves
# it there); its own name when planlys ended well and answered every line.
new=$parts/.part-$k-$of.$HOSTNAME-${SLURM_JOB_ID:-0}-$$.tmp
trap 'rm -f -- "$new"' EXIT
share | "$planlys" filter --corpus "$corpus" \
    ${SLURM_CPUS_PER_TASK:+--jobs "$SLURM_CPUS_PER_TASK"} ${more[@]+"${more[@]}"} >"$new"
want=$(share | wc -l)
have=$(wc -l <"$new")
((want == have)) || die "$have answers to $want lines"
sync -- "$new"
mv -- "$new" "$part"
echo "array.sh: $part: $have lines, on ${SLURMD_NODENAME:-$HOSTNAME}" >&2
