//! Sets how the shared library is linked and, with the feature `generate`, writes the C header and the C# declarations.
//!
//! Invariant: it writes only to `OUT_DIR` and needs no network. The checked-in copies of the generated files are
//! compared with these (and rewritten on request) by `tests/generated_files.rs`; no build needs them anew.

#[cfg(feature = "generate")]
#[path = "bindings/generate.rs"]
mod generate;

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "generate")]
    generate::generate(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set; run cargo")?.as_ref())?;

    println!("cargo:rustc-check-cfg=cfg(zero_freed_memory)");
    if decides_on_the_allocator() {
        println!("cargo:rustc-cfg=zero_freed_memory");
    }

    for argument in link_arguments(&env::var("CARGO_CFG_TARGET_OS")?, &env::var("CARGO_CFG_TARGET_VENDOR")?) {
        println!("cargo:rustc-cdylib-link-arg={argument}");
    }
    Ok(())
}

/// Whether this crate is what is being built, and not a dependency of a Rust program, which chooses its own allocator
/// (`src/allocator.rs`). The crate types would say it better, but no build script is told them; cargo sets this
/// variable where it compiles the packages named on its command line.
fn decides_on_the_allocator() -> bool {
    option_env!("CARGO_PRIMARY_PACKAGE").is_some()
}

/// What the target's linker is told about the shared library. Read from cargo's variables, not from `cfg!`,
/// which in a build script describes the building machine.
///
/// `nodelete`: the library's threads may outlive `dlclose`, so it is never unloaded.
/// The symbol version node cannot be set here: rustc passes a version script of its own, beside which GNU ld refuses
/// a second one and lld ignores it. `bindings/c/link-shared.sh` sets the node.
fn link_arguments(target_os: &str, target_vendor: &str) -> &'static [&'static str] {
    match (target_os, target_vendor) {
        // Pages of 16 KiB are some ARM systems'; .NET's tools for Android warn of the Linux libraries too.
        ("linux", _) => {
            &["-Wl,-z,nodelete", "-Wl,-soname,libcognito_native.so.1", "-Wl,-z,max-page-size=16384"]
        }
        // Android's package installer takes only names that end in `.so`.
        ("android", _) => {
            &["-Wl,-z,nodelete", "-Wl,-soname,libcognito_native.so", "-Wl,-z,max-page-size=16384"]
        }
        (_, "apple") => &["-Wl,-install_name,@rpath/libcognito_native.dylib"],
        _ => &[],
    }
}
