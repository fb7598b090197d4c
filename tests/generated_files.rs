//! The generated files are checked in and in step with `src/ffi`, and old compilers take them.
//!
//! `COGNITO_UPDATE=1 cargo test --test generated_files` rewrites them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "../bindings/callback_types.rs"]
mod callback_types;
mod product;
#[path = "../bindings/regions.rs"]
mod regions;

use callback_types::name_callback_types;
use product::{
    AMAZON_REGIONS, CSHARP, CSHARP_NET8, HEADER, HEADER_JSON, REGIONS, SYMBOLS, assert_checked_in,
    declared_functions, read, run,
};
use std::process::Command;

const GENERATED_HEADER: &str = env!("COGNITO_GENERATED_HEADER");
const GENERATED_JSON: &str = env!("COGNITO_GENERATED_JSON");
const GENERATED_CSHARP: &str = env!("COGNITO_GENERATED_CSHARP");
const GENERATED_CSHARP_NET8: &str = env!("COGNITO_GENERATED_CSHARP_NET8");

#[test]
fn the_header_is_in_step() {
    assert_checked_in(HEADER, &read(GENERATED_HEADER));
    assert_checked_in(HEADER_JSON, &read(GENERATED_JSON));
}

#[test]
fn the_csharp_declarations_are_in_step() {
    assert_checked_in(CSHARP, &read(GENERATED_CSHARP));
    assert_checked_in(CSHARP_NET8, &read(GENERATED_CSHARP_NET8));
}

#[test]
fn the_csharp_regions_are_those_of_the_partition_table() {
    assert_checked_in(REGIONS, &regions::regions_and_partitions());
    assert_checked_in(AMAZON_REGIONS, &regions::amazon_regions());
}

/// `tests/symbols.rs` compares this list with what the library really exports.
#[test]
fn the_symbol_list_is_in_step() {
    let names = Vec::from_iter(declared_functions(&read(GENERATED_HEADER)));
    assert_checked_in(
        SYMBOLS,
        &(names.join(
            "
",
        ) + "
"),
    );
}

/// Some compilers read a file without a byte order mark in the machine's own code page.
#[test]
fn the_header_is_ascii_and_says_its_version() {
    let header = read(GENERATED_HEADER);
    for (index, line) in header.lines().enumerate() {
        assert!(line.is_ascii(), "the header's line {} is not ASCII: {line}", index + 1);
    }
    assert!(
        header.contains("#define COGNITO_ABI_VERSION "),
        "the header does not define COGNITO_ABI_VERSION"
    );
}

/// A type that C# or an ahead-of-time compiler cannot marshal must not appear in the interface.
#[test]
fn the_header_uses_only_types_that_every_host_can_marshal() {
    let header = read(GENERATED_HEADER);
    let code = header.lines().filter(|line| !line.trim_start().starts_with(['*', '/', '#']));
    for line in code {
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let refused = words.find(|word| ["bool", "_Bool", "long", "wchar_t", "union"].contains(word));
        assert_eq!(refused, None, "in the header: {line}");
    }
}

/// Unity's oldest supported compiler stops at C# 7.3, and mcs at 7.2.
#[test]
fn the_csharp_declarations_compile_as_csharp_7_2() {
    let output = tempfile::tempdir().unwrap();
    for defines in ["-define:PLAIN", "-define:UNITY_IOS", "-define:UNITY_TVOS"] {
        run(Command::new("mcs")
            .args(["-langversion:7.2", "-unsafe", "-target:library", "-warnaserror", defines])
            .arg(format!("-out:{}", output.path().join("t.dll").display()))
            .arg(GENERATED_CSHARP));
    }
}

/// One static delegate for each type is all that C# keeps alive.
#[test]
fn csharp_has_one_delegate_for_each_callback_type_of_c() {
    let csharp = read(GENERATED_CSHARP);
    let delegates = csharp.lines().filter_map(|line| line.trim().strip_prefix("internal delegate "));
    let delegates = delegates.map(|rest| rest.split('(').next().unwrap().rsplit(' ').next().unwrap());
    let header = read(GENERATED_HEADER);
    let mut types: Vec<&str> = header
        .lines()
        .filter_map(|line| line.strip_prefix("typedef ")?.split("(COGNITO_CALL *").nth(1)?.split(')').next())
        .collect();
    types.sort_unstable();
    assert_eq!(delegates.collect::<Vec<_>>(), types);
    assert!(types.contains(&"cognito_completion_fn"), "{types:?}");
}

#[test]
fn the_variant_with_function_pointers_has_no_delegate() {
    let csharp = read(GENERATED_CSHARP_NET8);
    let mut code = csharp.lines().filter(|line| !line.trim_start().starts_with("//"));
    assert_eq!(code.find(|line| line.contains("_delegate") || line.contains("internal delegate ")), None);
    let completion = "delegate* unmanaged[Cdecl]<void*, cognito_completion*, void> callback,";
    assert!(csharp.contains(completion), "no {completion:?}");
}

const TWO_DELEGATES: &str = "
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void cognito_get_callback_delegate(void* user_data);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void cognito_set_callback_delegate(void* user_data);


        /// <summary> no cognito_get_callback_delegate in comments is touched </summary>
        internal static extern int cognito_get(cognito_get_callback_delegate callback, void* user_data);

        internal static extern int cognito_set(int level, cognito_set_callback_delegate callback);
";
const TWO_FUNCTIONS: &str =
    "pub extern \"C\" fn cognito_get(callback: cognito_done_fn, user_data: *mut c_void) -> i32 {}
pub extern \"C\" fn cognito_set(
    level: i32,
    callback: cognito_done_fn,
) -> i32 {}";

#[test]
fn delegates_of_one_callback_type_become_one() {
    let wanted = "
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void cognito_done_fn(void* user_data);


        /// <summary> no cognito_get_callback_delegate in comments is touched </summary>
        internal static extern int cognito_get(cognito_done_fn callback, void* user_data);

        internal static extern int cognito_set(int level, cognito_done_fn callback);
";
    assert_eq!(name_callback_types(TWO_DELEGATES, TWO_FUNCTIONS).unwrap(), wanted);
}

#[test]
fn csharp_that_csbindgen_did_not_write_before_is_refused() {
    let table = [
        (("", ""), "csbindgen wrote no line that declares a delegate"),
        (
            ("CallingConvention.Cdecl", "CallingConvention.Winapi"),
            "a delegate that csbindgen did not write before",
        ),
        (("(void* user_data);", "(void* user_data) ;"), "a delegate that csbindgen did not write before"),
        (("set_callback_delegate(void*", "set_callback_delegate(int*"), "has two signatures in C#"),
        (("set_callback_delegate(void*", "put_callback_delegate(void*"), "but its functions take"),
        (("cognito_set(", "cognito_put("), "no callback type in Rust for \"callback\" of cognito_put"),
        (("(int level,", "(cognito_set_callback_delegate* all,"), "a delegate kept csbindgen's name"),
    ];
    for ((from, to), part) in table {
        let csharp = if from.is_empty() { String::new() } else { TWO_DELEGATES.replace(from, to) };
        let error = name_callback_types(&csharp, TWO_FUNCTIONS).unwrap_err();
        assert!(error.contains(part), "{from:?} to {to:?}: {error}");
    }
}
