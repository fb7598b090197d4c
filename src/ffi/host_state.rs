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

/// Not known: the network is tried. The initial state.
pub const COGNITO_NETWORK_UNKNOWN: cognito_network_state = 0;
/// There is no network.
pub const COGNITO_NETWORK_OFFLINE: cognito_network_state = 1;
/// There is a network.
pub const COGNITO_NETWORK_ONLINE: cognito_network_state = 2;

/// Whether the application is in use.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_application_state = i32;

/// The application is in use. The initial state.
pub const COGNITO_APPLICATION_ACTIVE: cognito_application_state = 0;
/// The application is in the background, or about to be suspended by the system.
pub const COGNITO_APPLICATION_SUSPENDED: cognito_application_state = 1;

/// Tells every provider of the process whether there is a network. Calling it is optional. While there is none,
/// nothing is attempted: valid credentials are served, requests that need the network wait for it until their
/// deadline (or fail at once with OFFLINE, see fail_when_offline in cognito_request_options), and their login
/// source is not asked. When there is one again, waiting requests go on within half a second, keep_fresh
/// catches up once within five, and remembered errors are forgotten. Repeating a state has no effect.
///
/// @param state  one of its constants.
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

/// Tells every provider of the process whether the application is in use. Calling it is optional. While it is
/// suspended, nothing starts in the background (keep_fresh); requests are served as always. When it is active
/// again, whatever came due meanwhile runs once, within five seconds, and remembered errors are forgotten.
/// Repeating a state has no effect.
///
/// @param state  one of its constants.
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
