//! The main job over real sockets: the exported C functions against the emulator, over HTTP and HTTPS, through every
//! fault it can make. `tests/over_curl` builds the same suite without the library's own HTTP and threads: what cannot be
//! so there is ignored there, and says why.

#![allow(unreachable_pub, reason = "the test's own modules")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is how a test fails"
)]

#[cfg(feature = "builtin-http")]
use cognito_native::emulator;
#[cfg(not(feature = "builtin-http"))]
use over_curl::{emulator, lent};

#[path = "end_to_end/host.rs"]
mod host;
#[cfg(feature = "builtin-http")]
#[path = "end_to_end/lent.rs"]
mod lent;
#[cfg_attr(feature = "builtin-http", path = "end_to_end/proxy.rs")]
#[cfg_attr(not(feature = "builtin-http"), path = "over_curl/proxy.rs")]
mod proxy;

#[path = "end_to_end/clock.rs"]
mod clock;
#[path = "end_to_end/faults.rs"]
mod faults;
#[path = "end_to_end/guest.rs"]
mod guest;
#[path = "end_to_end/launch.rs"]
mod launch;
#[path = "end_to_end/login_source.rs"]
mod login_source;
#[path = "end_to_end/options.rs"]
mod options;
#[path = "end_to_end/recovery.rs"]
mod recovery;
#[path = "end_to_end/round_trips.rs"]
mod round_trips;
#[path = "end_to_end/sign_in.rs"]
mod sign_in;
#[path = "end_to_end/storage.rs"]
mod storage;
