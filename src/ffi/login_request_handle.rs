//! What is behind a `cognito_login_request`.

use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::handle::{Kind, Table};
use crate::error::ResultCode;
use crate::provider::LoginAnswer;
use crate::provider::login_request::LoginRequest as Unanswered;

/// The library's request for the player's logins.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_login_request {
    _opaque: [u8; 0],
}

pub(super) struct LoginRequest {
    inner: Mutex<Inner>,
}

pub(super) struct Inner {
    pub(super) unanswered: Option<Unanswered>,
    pub(super) answer: LoginAnswer,
}

pub(super) static LOGIN_REQUESTS: Table<LoginRequest> = Table::new();

impl Kind for LoginRequest {
    const TAG: usize = 0b1001;
    type Beside = ();
}

impl LoginRequest {
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn login_request(request: *mut cognito_login_request) -> Result<Arc<LoginRequest>, ResultCode> {
    Ok(Arc::clone(
        &*LOGIN_REQUESTS.pin(request.addr()).ok_or_else(|| LOGIN_REQUESTS.refusal(request.addr()))?,
    ))
}

/// Takes the request and its answer so far out of the handle, and frees it.
pub(super) fn finish(request: *mut cognito_login_request) -> Result<(Unanswered, LoginAnswer), ResultCode> {
    let object = login_request(request)?;
    let mut inner = object.lock();
    let unanswered = inner.unanswered.take().ok_or(ResultCode::InvalidHandle)?;
    let answer = std::mem::take(&mut inner.answer);
    drop(inner);
    LOGIN_REQUESTS.release(request.addr());
    Ok((unanswered, answer))
}

/// `None` when too many are unanswered: this one was dropped, and has answered itself.
pub(super) fn new_login_request(unanswered: Unanswered) -> Option<*mut cognito_login_request> {
    let inner = Mutex::new(Inner { unanswered: Some(unanswered), answer: LoginAnswer::default() });
    match LOGIN_REQUESTS.insert(Arc::new(LoginRequest { inner })) {
        0 => None,
        handle => Some(ptr::without_provenance_mut(handle)),
    }
}
