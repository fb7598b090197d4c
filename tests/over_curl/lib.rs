//! What the end-to-end suite has in the place of the library's own HTTP: [`lent`] is libcurl and a storage of the host's,
//! [`emulator`] an emulator in another process, for this one has a single thread.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "this is how a test fails"
)]

pub mod emulator;
pub mod lent;
