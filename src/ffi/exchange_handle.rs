//! What is behind a `cognito_exchange`: a request that the host sends, with texts that C can borrow.

use std::ffi::CString;
use std::ptr;
use std::sync::Arc;

use super::handle::{Kind, Table};
use crate::error::ResultCode;
use crate::http::{TransportError, TransportErrorKind};
use crate::provider::exchange::Exchange;

/// An HTTP request that the host sends in the library's place, and owes the answer to.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_exchange {
    _opaque: [u8; 0],
}

pub(super) struct HostExchange {
    pub(super) exchange: Arc<Exchange>,
    pub(super) url: CString,
    /// They hold no secret: login tokens are in the body.
    pub(super) headers: Vec<(CString, CString)>,
}

pub(super) static EXCHANGES: Table<HostExchange> = Table::new();

impl Kind for HostExchange {
    const TAG: usize = 0b1_0001;
    type Beside = ();
}

/// `None` when too many are unanswered: this one has been answered so.
pub(super) fn new_exchange(exchange: &Arc<Exchange>) -> Option<*mut cognito_exchange> {
    let Some(place) = EXCHANGES.reserve() else {
        let message = "the host has too many exchanges that it has not answered".to_owned();
        exchange.give_back(Err(TransportError { kind: TransportErrorKind::Refused, message }));
        return None;
    };
    // URL and headers were checked: they hold no NUL.
    let text = |text: &str| CString::new(text).unwrap_or_default();
    let request = exchange.request();
    let headers = request.headers.iter().map(|(name, value)| (text(name), text(value))).collect();
    let url = text(&request.url);
    let handle = place.insert(Arc::new(HostExchange { exchange: Arc::clone(exchange), url, headers }));
    exchange.hand_over(handle);
    Some(ptr::without_provenance_mut(handle))
}

pub(super) fn exchange_of(exchange: *const cognito_exchange) -> Result<Arc<HostExchange>, ResultCode> {
    let pinned = EXCHANGES.pin(exchange.addr()).ok_or_else(|| EXCHANGES.refusal(exchange.addr()))?;
    Ok(Arc::clone(&*pinned))
}

/// Takes the exchange out of the handle, and frees it. Of several threads that come at once one gets it.
pub(super) fn finish(exchange: *mut cognito_exchange) -> Result<Arc<Exchange>, ResultCode> {
    let object = exchange_of(exchange)?;
    if EXCHANGES.release(exchange.addr()) {
        Ok(Arc::clone(&object.exchange))
    } else {
        Err(ResultCode::InvalidHandle)
    }
}
