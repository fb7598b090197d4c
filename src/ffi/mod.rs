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
pub mod exchange;
pub mod exchange_handle;
pub mod host_state;
pub mod kept;
pub mod live;
pub mod log;
pub mod login;
pub mod login_request;
pub mod login_request_handle;
pub mod names;
pub mod options;
pub mod profiles;
pub mod provider;
pub mod provider_handle;
pub mod queue;
pub mod queue_item;
pub mod request;
pub mod result;
pub mod signed_request;
pub mod signing;
pub mod snapshot;
pub mod storage;
pub mod transport;
pub mod try_get;
pub mod version;

mod argument;
mod asking;
mod begin;
mod cached_answers;
mod create;
#[cfg(target_os = "emscripten")]
mod fetch;
mod guard;
mod handle;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::handle::Kind;
    use crate::queue::{Completion, Queue};

    #[test]
    fn every_kind_of_handle_has_an_odd_tag_of_its_own() {
        let tags = [
            Queue::TAG,
            Completion::TAG,
            super::request::Request::TAG,
            super::provider_handle::HostProvider::TAG,
            super::login_request_handle::LoginRequest::TAG,
            crate::store::host::HostStorage::TAG,
            super::names::Names::TAG,
            crate::signing::SignedRequest::TAG,
            crate::provider::host_transport::HostTransport::TAG,
            super::exchange_handle::HostExchange::TAG,
        ];
        assert!(tags.iter().all(|tag| tag % 2 == 1 && *tag < 32), "{tags:?}");
        assert_eq!(tags.iter().collect::<BTreeSet<_>>().len(), tags.len(), "{tags:?}");
    }
}
