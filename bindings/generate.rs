//! Writes the C header, the header as data, and the C# declarations, made of `src/ffi/*.rs` by cbindgen and csbindgen.
//!
//! Invariant: it writes only to the directory it is given, and needs no network.

#[path = "callback_types.rs"]
mod callback_types;
#[path = "header.rs"]
mod header;
#[path = "../src/provider/options/table.rs"]
mod options_table;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use callback_types::name_callback_types;

/// Everything the host may call or name is declared here, one file per C noun.
const FFI_DIRECTORY: &str = "src/ffi";
/// Its struct of the options is a macro's, which the generators do not see.
const OPTIONS_FILE: &str = "options.rs";
const OPTIONS_TABLE: &str = "src/provider/options/table.rs";
const HEADER_SETTINGS: &str = "bindings/cbindgen.toml";

macro_rules! c_type {
    (text) => {
        "*const c_char"
    };
    (texts) => {
        "*const *const c_char"
    };
    (flag) => {
        "cognito_bool"
    };
    (count) => {
        "cognito_count"
    };
    (storage) => {
        "*const cognito_storage"
    };
    (transport) => {
        "*const cognito_transport"
    };
    ($number:ident) => {
        "u32"
    };
}

macro_rules! as_text {
    ($(#[doc = $about:literal])* $name:ident {
        $($(#[doc = $doc:literal])* $field:ident: $kind:ident $(($($args:tt)*))?;)*
    }) => {
        concat!(
            $("#[doc = ", stringify!($about), "]\n",)*
            "#[repr(C)]\npub struct ", stringify!($name), " {\n",
            $($("#[doc = ", stringify!($doc), "]\n",)* "pub ", stringify!($field), ": ", c_type!($kind), ",\n",)*
            "}\n"
        )
    };
}

/// The struct of the options in plain Rust.
const OPTIONS_STRUCT: &str = options_table::provider_options!(as_text);

/// Tells cargo what the files depend on, and the tests under which names they are found.
pub(crate) fn generate(out_directory: &Path) -> Result<(), Box<dyn Error>> {
    for input in [FFI_DIRECTORY, OPTIONS_TABLE, "bindings"] {
        println!("cargo:rerun-if-changed={input}");
    }
    let options = out_directory.join(OPTIONS_FILE);
    fs::write(&options, OPTIONS_STRUCT)?;
    let mut sources = ffi_sources()?;
    let mut texts = named_texts(&sources)?;
    texts.push((OPTIONS_FILE.to_owned(), OPTIONS_STRUCT.to_owned()));
    let generated = header::generate(&cbindgen_text(&options)?, &texts)?;
    sources.push(options);
    let (header, json) = (out_directory.join("cognito_native.h"), out_directory.join("cognito_native.json"));
    fs::write(&header, generated.header)?;
    println!("cargo:rustc-env=COGNITO_GENERATED_HEADER={}", header.display());
    fs::write(&json, generated.json)?;
    println!("cargo:rustc-env=COGNITO_GENERATED_JSON={}", json.display());

    let csharp = out_directory.join("NativeMethods.g.cs");
    csharp_generator(&sources, false).generate_csharp_file(&csharp)?;
    fs::write(&csharp, name_callback_types(&fs::read_to_string(&csharp)?, &text_of(&sources)?)?)?;
    println!("cargo:rustc-env=COGNITO_GENERATED_CSHARP={}", csharp.display());

    let net8 = out_directory.join("NativeMethods.net8.g.cs");
    csharp_generator(&sources, true).generate_csharp_file(&net8)?;
    println!("cargo:rustc-env=COGNITO_GENERATED_CSHARP_NET8={}", net8.display());
    Ok(())
}

/// Sorted, so that the generated files do not depend on the order of a directory listing.
fn ffi_sources() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(FFI_DIRECTORY)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources.sort();
    Ok(sources)
}

/// What cbindgen makes of the whole directory: it follows the `mod` lines of `mod.rs`.
fn cbindgen_text(options: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(cbindgen::Config::from_file(HEADER_SETTINGS)?)
        .with_src(Path::new(FFI_DIRECTORY).join("mod.rs"))
        .with_src(options)
        .generate()?
        .write(&mut text);
    Ok(String::from_utf8(text)?)
}

/// Two variants, for which the same calls compile. With function pointers (C# 9, .NET 5 and later) nothing is marshalled.
/// Without them it is C# 7.2, so that Unity's and Mono's compilers take it.
fn csharp_generator(sources: &[PathBuf], with_function_pointers: bool) -> csbindgen::Builder {
    let builder = csbindgen::Builder::default()
        .csharp_namespace("CognitoNative")
        .csharp_class_name("NativeMethods")
        .csharp_class_accessibility("internal")
        .csharp_dll_name("cognito_native")
        // Players for iOS, tvOS and browsers link the static archive, and so does .NET for iOS, whose project defines the
        // last name; the Unity editor, on any machine, loads the shared library.
        .csharp_dll_name_if(
            "((UNITY_IOS || UNITY_TVOS || UNITY_WEBGL) && !UNITY_EDITOR) || COGNITO_STATIC_LIBRARY",
            "__Internal",
        )
        .csharp_use_function_pointer(with_function_pointers)
        .csharp_use_nint_types(false)
        .csharp_generate_const_filter(|name| name.starts_with("COGNITO_"));
    sources.iter().fold(builder, csbindgen::Builder::input_extern_file)
}

fn named_texts(files: &[PathBuf]) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for file in files {
        let name = file.strip_prefix(FFI_DIRECTORY)?.to_string_lossy().replace('\\', "/");
        texts.push((name, fs::read_to_string(file)?));
    }
    Ok(texts)
}

fn text_of(files: &[PathBuf]) -> Result<String, std::io::Error> {
    files.iter().map(fs::read_to_string).collect()
}
