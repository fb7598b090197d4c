//! What the host says of its process: network, application.

use super::guard::guard;
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::provider::Network;
use crate::provider::host_state::{set_network, set_suspended};
use crate::runtime;

/// Whether there is a network.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_network_state = i32;

/// The host does not say whether there is a network: it is tried. So it is before the first call.
pub const COGNITO_NETWORK_UNKNOWN: cognito_network_state = 0;
/// There is no network.
pub const COGNITO_NETWORK_OFFLINE: cognito_network_state = 1;
/// There is a network.
pub const COGNITO_NETWORK_ONLINE: cognito_network_state = 2;

/// Whether the application is in use.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_application_state = i32;

/// The application is in use. So it is before the first call.
pub const COGNITO_APPLICATION_ACTIVE: cognito_application_state = 0;
/// The application is in the background, or about to be suspended by the system.
pub const COGNITO_APPLICATION_SUSPENDED: cognito_application_state = 1;

/// Tells every provider of the process whether there is a network; nobody needs to say so. While there is none, nothing is
/// attempted: valid credentials are served, requests that need the network wait for it until their deadline (or fail
/// at once with OFFLINE, see `fail_when_offline` in cognito_request_options), and their login source is not asked. When
/// there is one again, those that wait go on within half a second, keep_fresh catches up once within five, and errors
/// that were remembered are forgotten. Saying the same again costs nothing.
///
/// @param state  COGNITO_NETWORK_*.
///
/// Ownership: none.
/// Thread: any; does not wait.
/// Callback: none in here.
/// Errors: INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_set_network_state(state: cognito_network_state) -> cognito_result {
    guard(|| {
        let network = match state {
            COGNITO_NETWORK_UNKNOWN => Network::Unknown,
            COGNITO_NETWORK_OFFLINE => Network::Offline,
            COGNITO_NETWORK_ONLINE => Network::Online,
            _ => return Err(ResultCode::InvalidArgument),
        };
        runtime::look();
        set_network(network);
        Ok(())
    })
}

/// Tells every provider of the process whether the application is in use; nobody needs to say so. While it is suspended,
/// nothing starts that nobody asked for (keep_fresh); requests are served as always. When it is active again, what came
/// due meanwhile runs once, within five seconds, and errors that were remembered are forgotten. Saying the same
/// again costs nothing.
///
/// @param state  COGNITO_APPLICATION_*.
///
/// Ownership: none.
/// Thread: any; does not wait.
/// Callback: none in here.
/// Errors: INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_set_application_state(state: cognito_application_state) -> cognito_result {
    guard(|| {
        let is_suspended = match state {
            COGNITO_APPLICATION_ACTIVE => false,
            COGNITO_APPLICATION_SUSPENDED => true,
            _ => return Err(ResultCode::InvalidArgument),
        };
        set_suspended(is_suspended);
        runtime::look();
        Ok(())
    })
}
