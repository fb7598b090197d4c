//! How many handles are live, so that a host sees its leaks.

use super::completion::COMPLETIONS;
use super::exchange_handle::EXCHANGES;
use super::guard::guard_or;
use super::login_request_handle::LOGIN_REQUESTS;
use super::names::NAMES;
use super::provider_handle::PROVIDERS;
use super::queue::QUEUES;
use super::request::REQUESTS;
use super::result::cognito_count;
use super::signed_request::SIGNED_REQUESTS;
use super::storage::STORAGES;
use super::transport::TRANSPORTS;

/// Which handles to count.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_handle_kind = u32;

/// Handles of every kind.
pub const COGNITO_HANDLE_ANY: cognito_handle_kind = 0;
/// cognito_queue.
pub const COGNITO_HANDLE_QUEUE: cognito_handle_kind = 1;
/// cognito_provider.
pub const COGNITO_HANDLE_PROVIDER: cognito_handle_kind = 2;
/// cognito_request.
pub const COGNITO_HANDLE_REQUEST: cognito_handle_kind = 3;
/// cognito_completion.
pub const COGNITO_HANDLE_COMPLETION: cognito_handle_kind = 4;
/// cognito_login_request.
pub const COGNITO_HANDLE_LOGIN_REQUEST: cognito_handle_kind = 5;
/// cognito_storage.
pub const COGNITO_HANDLE_STORAGE: cognito_handle_kind = 6;
/// cognito_names.
pub const COGNITO_HANDLE_NAMES: cognito_handle_kind = 7;
/// cognito_signed_request.
pub const COGNITO_HANDLE_SIGNED_REQUEST: cognito_handle_kind = 8;
/// cognito_transport.
pub const COGNITO_HANDLE_TRANSPORT: cognito_handle_kind = 9;
/// cognito_exchange.
pub const COGNITO_HANDLE_EXCHANGE: cognito_handle_kind = 10;

/// How many handles of a kind the host still has to free; a completion that was retained several times counts
/// once. For tests and debug overlays: a program that freed everything it was given sees 0. Slow with many
/// handles: it looks at all of them.
///
/// @param kind  an unknown one gives 0.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_live_handles(kind: cognito_handle_kind) -> cognito_count {
    guard_or(0, || u32::try_from(live(kind)).ok())
}

fn live(kind: cognito_handle_kind) -> usize {
    match kind {
        COGNITO_HANDLE_ANY => (COGNITO_HANDLE_QUEUE..=COGNITO_HANDLE_EXCHANGE).map(live).sum(),
        COGNITO_HANDLE_QUEUE => QUEUES.live(),
        COGNITO_HANDLE_PROVIDER => PROVIDERS.live(),
        COGNITO_HANDLE_REQUEST => REQUESTS.live(),
        COGNITO_HANDLE_COMPLETION => COMPLETIONS.live(),
        COGNITO_HANDLE_LOGIN_REQUEST => LOGIN_REQUESTS.live(),
        COGNITO_HANDLE_STORAGE => STORAGES.live(),
        COGNITO_HANDLE_NAMES => NAMES.live(),
        COGNITO_HANDLE_SIGNED_REQUEST => SIGNED_REQUESTS.live(),
        COGNITO_HANDLE_TRANSPORT => TRANSPORTS.live(),
        COGNITO_HANDLE_EXCHANGE => EXCHANGES.live(),
        _ => 0,
    }
}
