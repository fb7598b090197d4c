# Sourced by those who load the library from outside: its debug build, and the programs that are built with it.
# shellcheck shell=bash disable=SC2034 # those that source it use the names

# debug_build: sets $library and $archive (as they are shipped: without an emulator in them), $emulator and $credentials.
# Layers run at once, so this is one build, by the first who comes, in a directory that no other command writes to.
# Expects the repository's root as the working directory.
debug_build() {
    local target=${CARGO_TARGET_DIR:-$PWD/target}/hosts
    local built=$target/built name
    library=$built/libcognito_native.so archive=$built/libcognito_native.a
    emulator=$built/cognito-emulator credentials=$built/cognito-credentials
    mkdir -p "$built"
    (
        flock 9
        cargo build --locked --quiet --target-dir "$target" --features emulator,cli --bin cognito-emulator --bin cognito-credentials
        cargo build --locked --quiet --target-dir "$target" --lib
        for name in libcognito_native.so libcognito_native.a cognito-emulator cognito-credentials; do
            # cargo replaces its own files for a moment even when nothing has changed; these only when it has.
            cmp -s "$target/debug/$name" "$built/$name" || install_file "$target/debug/$name" "$built/$name"
        done
    ) 9>"$target/lock"
}

# install_file FROM TO: whoever has the old one open keeps it.
install_file() { cp "$1" "$2.new" && mv "$2.new" "$2"; }
