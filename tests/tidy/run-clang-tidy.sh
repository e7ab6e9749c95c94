#!/bin/sh
# Runs clang-tidy-19 with .clang-tidy on the named sources, or on those that differ from the last commit, or with --all
# on every source of gateway/ and adapters/. A source that was found clean is not looked at again until it, a header,
# the rules or its compile command change.
#   tests/tidy/run-clang-tidy.sh [--all | FILE…]
# Environment: OTKEL_BUILD names the build folder with compile_commands.json (default build/dev).
set -eu
cd "$(dirname "$0")/../.."
build="${OTKEL_BUILD:-build/dev}"
clean="build/clang-tidy-clean"
jobs=2

if [ ! -f "$build/compile_commands.json" ]; then
    echo "$build/compile_commands.json is missing: run 'cmake --preset dev' first" >&2
    exit 2
fi
mkdir -p "$clean"

if [ "${1:-}" = "--all" ]; then
    sources=$(git ls-files -co --exclude-standard -- 'gateway/*.cpp' 'adapters/*.cpp' | grep -v '/tests/' || true)
elif [ $# -gt 0 ]; then
    sources=$(printf '%s\n' "$@")
else
    sources=$({ git diff --name-only --diff-filter=d HEAD; git ls-files -o --exclude-standard; } |
        grep -E '^(gateway|adapters)/.*\.cpp$' | grep -v '/tests/' | sort -u || true)
fi
[ -n "$sources" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
printf '%s\n' "$sources" | python3 tests/tidy/stale.py "$build" "$clean" >"$work/stale"
xargs -r -P "$jobs" -L 1 sh -c '
    if clang-tidy-19 --quiet -p "$0" "$4" >"$2/$3.out" 2>"$2/$3.err"; then
        : >"$1/$3"
    else
        cat "$2/$3.out"
        grep "error:" "$2/$3.err" >&2
        exit 1
    fi' "$build" "$clean" "$work" <"$work/stale"
