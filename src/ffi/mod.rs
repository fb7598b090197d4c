//! The C boundary: every export reads its arguments, calls one thing, converts the answer. The header
//! `include/cognito_native.h` is generated from these files; its first comment states the conventions.
#![allow(unsafe_code, reason = "C pointers come in here, and nowhere else")]
#![allow(
    clippy::missing_safety_doc,
    reason = "the header's Ownership, Thread, Callback and Errors tags say it in C's terms"
)]
#![allow(rustdoc::broken_intra_doc_links, reason = "as below: brackets are no links in C")]
#![allow(clippy::doc_markdown, reason = "these comments are C documentation, in the header's words")]

pub mod completion;
pub mod log;
pub mod options;
pub mod profiles;
pub mod provider;
pub mod queue;
pub mod request;
pub mod result;
pub mod snapshot;
pub mod storage;

mod argument;
mod begin;
mod create;
mod guard;
mod handle;
mod shelf;
