# Sourced: runs a command against an emulator of its own, with the surroundings that tests/abi/contract.h reads.
# shellcheck shell=bash

# with_emulator WORK EMULATOR [ARGUMENT...] -- COMMAND [ARGUMENT...]
# WORK is a directory for pipes and the scratch directory. The emulator ends with the command, whose status this is.
with_emulator() {
    local work=$1 status=0 line pool_id='' endpoint='' ca_pem='' emulator_pid
    local emulator=("$2" --control --until-stdin-closes)
    shift 2
    while [ "$1" != -- ]; do
        emulator+=("$1")
        shift
    done
    shift
    rm -rf "$work/scratch" "$work/answer" "$work/stdin"
    mkdir "$work/scratch"
    mkfifo "$work/answer" "$work/stdin"
    "${emulator[@]}" <"$work/stdin" >"$work/answer" &
    emulator_pid=$!
    exec 8>"$work/stdin" 9<"$work/answer"
    while read -r line <&9 && [ "$line" != ready ]; do
        case $line in
        endpoint=*) endpoint=${line#endpoint=} ;;
        pool-id=*) pool_id=${line#pool-id=} ;;
        ca-file=*) ca_pem=${line#ca-file=} ;;
        esac
    done
    (
        exec 8>&- 9<&-
        export COGNITO_TEST_ENDPOINT="$endpoint" COGNITO_TEST_POOL_ID="$pool_id" COGNITO_TEST_DIRECTORY="$work/scratch"
        if [ -n "$ca_pem" ]; then export COGNITO_TEST_CA_PEM="$ca_pem"; fi
        "$@"
    ) || status=$?
    exec 8>&- 9<&-
    wait "$emulator_pid" || true
    return "$status"
}
