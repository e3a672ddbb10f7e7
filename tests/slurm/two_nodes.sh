#!/bin/bash
# Runs examples/slurm/array.sh on a Slurm cluster of two nodes, on this machine
# and without touching it: slurmctld and two slurmd live in network, PID, mount
# and UTS namespaces of their own, joined by virtual cables, with a munge key
# made for the run; every file is in one temporary folder.
#
#   [PLANLYS=target/release/planlys] tests/slurm/two_nodes.sh [CORPUS]
#
# 1. An array of six tasks: both nodes must take some, and the parts must be,
#    line for line, what one run of `planlys filter` answers; the reports that
#    `planlys collect` makes of them must be those of `planlys screen`.
# 2. The same with a task that hangs in the middle of a line on a node that then
#    dies: Slurm requeues it to the other node; the parts must be the same.
#
# Ends with 0 (passed), 1 (failed) or 77 (skipped, with the reason). Needs root,
# and slurmctld slurmd slurm-client munge iproute2. KEEP=1 keeps the folder.

set -euo pipefail
shares=6

skip() {
    echo "two_nodes.sh: skipped: $*"
    exit 77
}
fail() {
    echo "two_nodes.sh: failed: $*" >&2
    exit 1
}
# until SECONDS COMMAND...: waits until the command succeeds.
until_() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}

# ---- a node: the first process in its namespaces ----------------------------

munge() {
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir /run/munge
    munged --foreground --key-file="$tmp/munge.key" --seed-file=/run/munge/seed \
        --log-file="$tmp/munged.$1.log" >>"$tmp/munged.$1.log" 2>&1 &
    until_ 20 test -S /run/munge/munge.socket.2
}
node() {
    hostname "$1"
    munge "$1"
    slurmd -D -f "$SLURM_CONF" >>"$tmp/$1.log" 2>&1 &
    wait
}

# ---- the cluster: the first process in the outer namespaces ------------------

configure() {
    cat >"$tmp/hosts" <<END
127.0.0.1 localhost
10.99.1.1 ctl
10.99.1.2 node1
10.99.2.2 node2
END
    # No name server is asked: none can be reached, and each try would wait.
    printf '%s: files\n' hosts passwd group >"$tmp/nsswitch.conf"
    cat >"$SLURM_CONF" <<END
ClusterName=two
SlurmctldHost=ctl(10.99.1.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=cred_expire=5
CredType=cred/munge
StateSaveLocation=$tmp/state
SlurmdSpoolDir=$tmp/spool.%n
SlurmctldPidFile=$tmp/slurmctld.pid
SlurmdPidFile=$tmp/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2
SlurmdTimeout=10
KillWait=2
ReturnToService=2
NodeName=node1 NodeAddr=10.99.1.2 CPUs=1
NodeName=node2 NodeAddr=10.99.2.2 CPUs=1
PartitionName=all Nodes=node1,node2 Default=YES
END
    # slurmd looks for cgroups even if nothing uses them; version 1 is not looked for.
    echo CgroupPlugin=cgroup/v1 >"$tmp/cgroup.conf"
    (umask 077 && head -c 128 /dev/urandom >"$tmp/munge.key")
    mkdir "$tmp/state" "$tmp/spool.node1" "$tmp/spool.node2"
}
start_node() { # NAME NUMBER
    ip netns add "$1"
    ip link add name "$1" type veth peer name eth0 netns "$1"
    ip addr add "10.99.$2.1/30" dev "$1"
    ip link set "$1" up
    ip -n "$1" link set lo up
    ip -n "$1" link set eth0 up
    ip -n "$1" addr add "10.99.$2.2/30" dev eth0
    ip -n "$1" route add default via "10.99.$2.1"
    ip netns exec "$1" unshare --pid --mount --uts --fork --kill-child --mount-proc \
        bash "$self" node "$1" &
    node_id[$2]=$!
}
idle() { [[ $(sinfo -h -N -o %T 2>/dev/null) == idle$'\n'idle ]]; }
done_() { [[ -z $(squeue -h -j "$1" 2>&1) ]]; }
state() { # JOB: state and node of every task
    scontrol show job -o "$1" | sed -E 's/.* JobState=([A-Z_]+).* Restarts=([0-9]+).* BatchHost=([^ ]+).*/\1 \3 restarts=\2/'
}
submit() { sbatch --parsable --array=0-$((shares - 1)) "$array"; }
# check JOB: every task completed, and every part as it must be.
check() {
    state "$1" >"$tmp/state.txt"
    [[ $(grep -c ^COMPLETED "$tmp/state.txt") == "$shares" ]] || fail "tasks: $(cat "$tmp/state.txt")"
    local parts=("$PLANLYS_PARTS"/part-*.ndjson) k
    [[ ${#parts[@]} == "$shares" ]] || fail "${#parts[@]} parts"
    for ((k = 0; k < shares; k++)); do
        awk -v k="$k" -v n="$shares" '(NR - 1) % n == k' "$tmp/single" |
            cmp - "$PLANLYS_PARTS/part-$k-"*.ndjson || fail "part $k"
    done
}

# The reports of the parts together are those of a screening. Code 3: some files of the corpus cannot be read.
same_reports() {
    local date=2026-11-21
    "$PLANLYS" collect "$PLANLYS_PARTS" --corpus "$corpus" --date $date --state "$tmp/s1" --out "$tmp/collected" \
        >"$tmp/collect.log" 2>&1 || (($? == 3)) || fail "collect: $(tail "$tmp/collect.log")"
    "$PLANLYS" screen "$corpus" --date $date --state "$tmp/s2" --out "$tmp/screened" \
        >"$tmp/screen.log" 2>&1 || (($? == 3)) || fail "screen: $(tail "$tmp/screen.log")"
    diff -r "$tmp/collected" "$tmp/screened" || fail "the reports differ"
}

cluster() {
    configure
    ip link set lo up
    echo 1 >/proc/sys/net/ipv4/ip_forward
    hostname ctl
    mount --bind "$tmp/hosts" /etc/hosts
    mount --bind "$tmp/nsswitch.conf" /etc/nsswitch.conf
    munge ctl
    slurmctld -D -f "$SLURM_CONF" >>"$tmp/slurmctld.log" 2>&1 &
    local node_id=() unfinished job began=$SECONDS
    start_node node1 1
    start_node node2 2
    until_ 60 idle || fail "the nodes are not ready: $(sinfo -N -h 2>&1)"
    echo "two nodes ready after $((SECONDS - began)) s"

    cd "$tmp"
    export PLANLYS_CORPUS=$corpus PLANLYS_LIST=$tmp/paths.txt
    "$PLANLYS" filter --corpus "$corpus" --list >"$PLANLYS_LIST"
    "$PLANLYS" filter --corpus "$corpus" <"$PLANLYS_LIST" >"$tmp/single"
    local lines
    lines=$(wc -l <"$tmp/single")
    ((lines >= 2 * shares)) || fail "only $lines answers: too few for $shares shares"

    export PLANLYS_PARTS=$tmp/parts
    job=$(submit)
    until_ 120 done_ "$job" || fail "the array has not ended: $(squeue -h)"
    check "$job"
    for node in node1 node2; do
        grep -q "^COMPLETED $node " "$tmp/state.txt" || fail "$node has run no task"
        grep -qs "lines, on $node\$" "$tmp"/planlys-"$job"_*.log || fail "no message from $node"
    done
    same_reports
    echo "array: $lines lines in $shares parts: $(sort "$tmp/state.txt" | uniq -c | tr -s ' \n' ' ')"

    # A task on node2 leaves half a line and hangs; then the node dies.
    export PLANLYS_PARTS=$tmp/again PLANLYS_REAL=$PLANLYS HANGS=$tmp/hangs
    cat >"$tmp/hanging" <<'END'
#!/bin/bash
if [[ $SLURMD_NODENAME == node2 ]]; then
    head -n 1 | "$PLANLYS_REAL" "$@"
    printf '{"schema":'
    echo "$SLURM_ARRAY_TASK_ID" >"$HANGS"
    exec sleep 1000
fi
exec "$PLANLYS_REAL" "$@"
END
    chmod +x "$tmp/hanging"
    until_ 30 idle || fail "the nodes are not ready again: $(sinfo -N -h 2>&1)"
    began=$SECONDS
    job=$(PLANLYS=$tmp/hanging submit)
    until_ 60 test -s "$HANGS" || fail "no task ran on node2: $(squeue -h)"
    unfinished=("$PLANLYS_PARTS/.part-$(cat "$HANGS")-"*.tmp)
    [[ -s ${unfinished[0]} ]] || fail "no unfinished part"
    kill -KILL "${node_id[2]}"
    wait "${node_id[2]}" 2>/dev/null || true
    until_ 120 done_ "$job" || fail "the array has not ended without node2: $(squeue -h)"
    check "$job"
    grep -q 'restarts=[1-9]' "$tmp/state.txt" || fail "no task was requeued"
    echo "node2 died: $(sort "$tmp/state.txt" | uniq -c | tr -s ' \n' ' ')after $((SECONDS - began)) s"
}

# ---- outside ----------------------------------------------------------------

self=$(realpath "$0")
case ${1:-} in
node | cluster)
    "$@"
    exit 0
    ;;
esac

((EUID == 0)) || skip "needs root"
for program in slurmctld slurmd sbatch squeue sinfo scontrol munged ip unshare; do
    command -v $program >/dev/null || skip "$program is not installed"
done
root=$(dirname "$self")/../..
PLANLYS=$(realpath "${PLANLYS:-$root/target/release/planlys}")
[[ -x $PLANLYS ]] || fail "no such program: $PLANLYS (PLANLYS)"
array=$(realpath "${ARRAY:-$root/examples/slurm/array.sh}")
corpus=$(realpath "${1:-$root/corpus}")
spaces=(--net --pid --mount --uts --ipc --fork --kill-child --mount-proc)
unshare "${spaces[@]}" sh -c 'ip link add name v0 type veth peer name v1 && mount -t tmpfs tmpfs /run' \
    2>/dev/null || skip "namespaces are not allowed here"

tmp=$(mktemp -d)
id=
tidy() {
    [[ ! $id ]] || kill -KILL "$id" 2>/dev/null || true
    [[ ${KEEP:-} ]] || rm -rf -- "$tmp"
}
trap tidy EXIT
trap 'exit 1' INT TERM
export tmp array corpus PLANLYS SLURM_CONF=$tmp/slurm.conf
unset PLANLYS_SHARES PLANLYS_ARGS
# When its first process ends, everything in the PID namespace has ended.
unshare "${spaces[@]}" bash "$self" cluster &
id=$!
ended() { ! kill -0 "$id" 2>/dev/null; }
until_ 400 ended || fail "no end after 400 s"
if wait "$id"; then
    id=
    echo "two_nodes.sh: passed after $SECONDS s"
else
    id=
    tail -n 15 "$tmp"/*.log >&2
    [[ ! ${KEEP:-} ]] || echo "kept: $tmp" >&2
    fail "see above"
fi
