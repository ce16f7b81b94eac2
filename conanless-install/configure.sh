# Sourced by the scripts beside it: how the tree is configured and built.

skiff_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
skiff_tree=${SKIFF_BUILD_DIR:-$skiff_root/build}

skiff_configure() { # cmake arguments
    local launcher=()
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}
        export CCACHE_NOHASHDIR=true # paths stay absolute: trees of any depth share objects
        export CCACHE_COMPILERCHECK=content
    fi
    echo "configuring $skiff_tree"
    if ! cmake -S "$skiff_root" -B "$skiff_tree" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        "${launcher[@]}" "$@" ${SKIFF_CMAKE_ARGUMENTS:-} >"${TMPDIR:-/tmp}/skiff-configure.$$" 2>&1; then
        cat "${TMPDIR:-/tmp}/skiff-configure.$$" >&2
        rm -f "${TMPDIR:-/tmp}/skiff-configure.$$"
        echo "configuring failed: the lines above say why. A tree of another compiler or version" >&2
        echo "is mended by removing it: rm -r $skiff_tree" >&2
        return 1
    fi
    rm -f "${TMPDIR:-/tmp}/skiff-configure.$$"
}

skiff_build() { # targets
    echo "building ${*:-everything} with $(nproc) jobs"
    NINJA_STATUS="[%f/%t %es] " cmake --build "$skiff_tree" ${1:+--target "$@"}
}
