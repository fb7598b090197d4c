//! The transport of a provider that was given none, in a browser: `fetch`. Invariant: the page answers each exchange once,
//! through the two functions that any host calls.

use std::ffi::CString;
use std::sync::Arc;

use super::exchange::{cognito_exchange_complete, cognito_exchange_fail};
use super::exchange_handle::{HostExchange, exchange_of, new_exchange};
use crate::page::{self, Fetch};
use crate::provider::host_transport::HostTransport;
use crate::queue::Listener;

pub(super) fn transport() -> Arc<HostTransport> {
    let send = |exchange| {
        let Some(handle) = new_exchange(&exchange) else { return };
        if let Ok(exchange) = exchange_of(handle) {
            Fetch {
                exchange: handle.addr(),
                url: &exchange.url,
                headers: &lines(&exchange),
                body: &exchange.exchange.request().body,
                timeout_ms: u32::try_from(exchange.exchange.left_ms()).unwrap_or(u32::MAX),
                complete: cognito_exchange_complete as *const (),
                fail: cognito_exchange_fail as *const (),
            }
            .send();
        }
    };
    HostTransport::new(Listener::Callback(Arc::new(send)), Some(Box::new(page::cancel)))
}

/// One header a line.
fn lines(exchange: &HostExchange) -> CString {
    let mut lines = Vec::new();
    for (name, value) in &exchange.headers {
        lines.extend([name.to_bytes(), b": ", value.to_bytes(), b"\n"].concat());
    }
    CString::new(lines).unwrap_or_default() // parts of C strings hold no NUL
}
