# Builds the library on Windows with Visual Studio's compiler, for the places that the packages have for it.
#
# usage: powershell -File bindings\natives.ps1 [-Place win-x64,win-x86,win-arm64]
#        writes target\natives\PLACE: cognito_native.dll, its import library cognito_native.lib, the static archive
#        cognito_native_static.lib, and symbols\cognito_native.pdb
#
# Needs rustup and Visual Studio's build tools ("Desktop development with C++"); for win-arm64 also its ARM64 tools.
param([string[]]$Place = @('win-x64'))
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')

$triples = @{ 'win-x64' = 'x86_64-pc-windows-msvc'; 'win-x86' = 'i686-pc-windows-msvc'; 'win-arm64' = 'aarch64-pc-windows-msvc' }

# All of it before the first build: a build takes minutes.
foreach ($name in $Place) {
    if (-not $triples.ContainsKey($name)) { throw "there is no place $name; there are $($triples.Keys -join ', ')" }
}
foreach ($tool in 'cargo', 'rustup') {
    if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) { throw "$tool is missing: install Rust from https://rustup.rs" }
}
$installed = rustup target list --installed
foreach ($name in $Place) {
    if ($installed -notcontains $triples[$name]) { throw "Rust has no $($triples[$name]): rustup target add $($triples[$name])" }
}

# No path of this machine in what is shipped. The C runtime is linked in: a player's machine may lack Visual Studio's.
$target = if ($env:CARGO_TARGET_DIR) { $env:CARGO_TARGET_DIR } else { 'target' }
$cargoHome = if ($env:CARGO_HOME) { $env:CARGO_HOME } else { Join-Path $env:USERPROFILE '.cargo' }
$env:RUSTFLAGS = "-C target-feature=+crt-static --remap-path-prefix=$PWD=/cognito-native --remap-path-prefix=$cargoHome=/cargo"
$env:CARGO_PROFILE_RELEASE_DEBUG = 'line-tables-only'

foreach ($name in $Place) {
    cargo rustc --locked --release --lib --crate-type 'cdylib,staticlib' --target $triples[$name]
    if ($LASTEXITCODE -ne 0) { throw "cargo failed for $name" }
    $built = Join-Path $target "$($triples[$name])\release"
    $out = Join-Path $target "natives\$name"
    New-Item -ItemType Directory -Force (Join-Path $out 'symbols') | Out-Null
    Copy-Item "$built\cognito_native.dll" $out
    Copy-Item "$built\cognito_native.dll.lib" "$out\cognito_native.lib"
    Copy-Item "$built\cognito_native.lib" "$out\cognito_native_static.lib"
    Copy-Item "$built\cognito_native.pdb" "$out\symbols"
    Write-Output "$out\cognito_native.dll: $((Get-Item "$out\cognito_native.dll").Length) bytes"
}
