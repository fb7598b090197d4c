//! `cognito_queue_next`: what a dispatch would have called back with, for a host that asks instead.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use super::argument::{Sized32, UserData, write_sized};
use super::completion::{Place, cognito_completion, new_place};
use super::exchange_handle::{cognito_exchange, new_exchange};
use super::guard::guard;
use super::login_request_handle::{cognito_login_request, new_login_request};
use super::queue::{cognito_queue, freed, pin_queue};
use super::result::cognito_result;
use crate::error::{Failure, ResultCode};
use crate::provider::LoginRequest;
use crate::provider::exchange::Exchange;
use crate::queue::log::Record;
use crate::queue::{Completion, FailureTexts, Item};

/// What cognito_queue_next() handed out.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_item_kind = i32;

/// There was nothing to take.
pub const COGNITO_ITEM_NONE: cognito_item_kind = 0;
/// The answer to a request that was begun without a callback: `completion`.
pub const COGNITO_ITEM_ANSWER: cognito_item_kind = 1;
/// An event, after cognito_provider_enable_events(): `completion`.
pub const COGNITO_ITEM_EVENT: cognito_item_kind = 2;
/// A login request, after cognito_provider_enable_login_requests(): `login_request`.
pub const COGNITO_ITEM_LOGIN_REQUEST: cognito_item_kind = 3;
/// A log record, after cognito_enable_log(): `log_level`, `log_message`, and `completion`, which owns the message.
pub const COGNITO_ITEM_LOG_RECORD: cognito_item_kind = 4;
/// A request to be sent, of a transport without a send function: `exchange`.
pub const COGNITO_ITEM_EXCHANGE: cognito_item_kind = 5;

/// What cognito_queue_next() hands out. The objects in it are the caller's.
#[allow(non_camel_case_types, reason = "the name in C")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct cognito_queue_item {
    /// sizeof(cognito_queue_item), set by the caller.
    pub struct_size: u32,
    /// One of COGNITO_ITEM_*; the fields that it does not name are 0 or NULL.
    pub kind: cognito_item_kind,
    /// As it was given to the begin call, or to the function that enabled it.
    pub user_data: *mut c_void,
    /// To be freed with cognito_completion_free().
    pub completion: *const cognito_completion,
    /// To be answered with cognito_login_request_complete() or cognito_login_request_fail().
    pub login_request: *mut cognito_login_request,
    /// Valid until `completion` is freed.
    pub log_message: *const c_char,
    /// One of COGNITO_LOG_*.
    pub log_level: i32,
    /// 0.
    pub reserved: u32,
    /// To be answered with cognito_exchange_complete() or cognito_exchange_fail().
    pub exchange: *mut cognito_exchange,
}

// SAFETY: integers and pointers, all zero meaning "none", the first being struct_size.
unsafe impl Sized32 for cognito_queue_item {
    const FIRST_SIZE: usize = std::mem::offset_of!(cognito_queue_item, exchange);

    fn zeroed() -> Self {
        Self {
            struct_size: 0,
            kind: COGNITO_ITEM_NONE,
            user_data: ptr::null_mut(),
            completion: ptr::null(),
            login_request: ptr::null_mut(),
            log_message: ptr::null(),
            log_level: 0,
            reserved: 0,
            exchange: ptr::null_mut(),
        }
    }
}

/// What the queue carries until it is asked for.
pub(super) struct HandedOut {
    kind: cognito_item_kind,
    user_data: UserData,
    object: Object,
    log_level: i32,
}

enum Object {
    Completion(Place, Arc<Completion>),
    LoginRequest(LoginRequest),
    Exchange(Arc<Exchange>),
}

impl HandedOut {
    pub(super) fn answer(user_data: UserData, place: Place, completion: Arc<Completion>) -> Item {
        let object = Object::Completion(place, completion);
        Box::new(Self { kind: COGNITO_ITEM_ANSWER, user_data, object, log_level: 0 })
    }

    /// `None` when a 32-bit host keeps tens of thousands of completions.
    pub(super) fn event(user_data: UserData, event: Arc<Completion>) -> Option<Item> {
        let object = Object::Completion(new_place().ok()?, event);
        Some(Box::new(Self { kind: COGNITO_ITEM_EVENT, user_data, object, log_level: 0 }))
    }

    pub(super) fn login_request(user_data: UserData, request: LoginRequest) -> Item {
        let object = Object::LoginRequest(request);
        Box::new(Self { kind: COGNITO_ITEM_LOGIN_REQUEST, user_data, object, log_level: 0 })
    }

    pub(super) fn exchange(user_data: UserData, exchange: Arc<Exchange>) -> Item {
        let object = Object::Exchange(exchange);
        Box::new(Self { kind: COGNITO_ITEM_EXCHANGE, user_data, object, log_level: 0 })
    }

    /// As [`HandedOut::event`].
    pub(super) fn log_record(user_data: UserData, (level, message): Record) -> Option<Item> {
        let failure = Failure::local(ResultCode::Ok, message.to_string_lossy());
        let completion = Completion { failure: Some(FailureTexts::from(failure)), ..Completion::success() };
        let object = Object::Completion(new_place().ok()?, Arc::new(completion));
        let log_level = level as i32;
        Some(Box::new(Self { kind: COGNITO_ITEM_LOG_RECORD, user_data, object, log_level }))
    }

    /// `None` for what is to be answered when too many are unanswered: it has answered itself.
    fn into_c(self) -> Option<cognito_queue_item> {
        let Self { kind, user_data, object, log_level } = self;
        let zeroed = cognito_queue_item::zeroed();
        let item = cognito_queue_item { kind, user_data: user_data.get(), log_level, ..zeroed };
        Some(match object {
            Object::Completion(place, completion) => {
                let message = completion.failure.as_ref().map(|failure| failure.message.as_ptr());
                let log_message = message.filter(|_| kind == COGNITO_ITEM_LOG_RECORD);
                let handle = place.insert(completion);
                cognito_queue_item {
                    completion: ptr::without_provenance(handle),
                    log_message: log_message.unwrap_or(ptr::null()),
                    ..item
                }
            }
            Object::LoginRequest(request) => {
                cognito_queue_item { login_request: new_login_request(request)?, ..item }
            }
            Object::Exchange(exchange) => cognito_queue_item { exchange: new_exchange(&exchange)?, ..item },
        })
    }
}

/// Takes what no callback takes, oldest first: for hosts that cannot be called back. Such a host begins its
/// requests with a NULL callback and enables the rest: cognito_provider_enable_events(),
/// cognito_provider_enable_login_requests(), cognito_enable_log(), a transport without functions. Whatever has a callback waits for
/// cognito_queue_dispatch(), which in turn leaves alone what is taken here. If there is nothing to take, the
/// item's kind is COGNITO_ITEM_NONE.
///
/// @param out_item  receives the item; its struct_size must be set.
///
/// Ownership: the caller frees the completion and answers the login request or the exchange. cognito_queue_free() frees what
/// nobody took.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_queue_next(
    queue: *mut cognito_queue,
    out_item: *mut cognito_queue_item,
) -> cognito_result {
    guard(|| {
        if out_item.is_null() {
            return Err(ResultCode::InvalidArgument);
        }
        // SAFETY: not NULL, and writable for its struct_size by the header. Before anything is taken: it may be refused.
        unsafe { write_sized(out_item, &cognito_queue_item::zeroed()) }?;
        let object = Arc::clone(&*pin_queue(queue)?);
        while let Some(item) = object.next().map_err(|code| freed(queue, code))? {
            let item = item.downcast::<HandedOut>().map_err(|_| ResultCode::Internal)?;
            if let Some(item) = item.into_c() {
                // SAFETY: as above.
                return unsafe { write_sized(out_item, &item) };
            }
        }
        Ok(())
    })
}
