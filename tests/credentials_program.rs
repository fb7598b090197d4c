//! `cognito-credentials` as a user runs it, against the emulator: what SDKs get, what it costs, and how each mistake ends.
#![cfg(target_os = "linux")]
#![allow(unreachable_pub, reason = "the test's own modules")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "credentials_program/mistakes.rs"]
mod mistakes;
#[path = "credentials_program/process.rs"]
mod process;
#[path = "credentials_program/program.rs"]
mod program;
#[path = "credentials_program/serve.rs"]
mod serve;
