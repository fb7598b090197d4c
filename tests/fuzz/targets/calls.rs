//! Calls in any order on a handful of handles, also freed ones, NULL and those of another type: nothing crashes, and
//! every accepted request completes exactly once. Input: three bytes a call: which, on what, with what.
#![no_main]

use std::cell::RefCell;
use std::ffi::c_void;
use std::mem::size_of;
use std::ptr;

use cognito_native::ffi::completion::{
    cognito_completion, cognito_completion_error_message, cognito_completion_event_kind,
    cognito_completion_free, cognito_completion_identity_id, cognito_completion_result,
    cognito_completion_retain, cognito_completion_session_token,
};
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::{
    cognito_provider_cached_credentials, cognito_provider_cached_identity_id,
    cognito_provider_clear_credentials, cognito_provider_clear_identity, cognito_provider_free,
    cognito_provider_get_credentials, cognito_provider_get_credentials_blocking,
    cognito_provider_get_identity_id, cognito_provider_invalidate, cognito_provider_new,
    cognito_provider_refresh, cognito_provider_set_event_callback,
};
use cognito_native::ffi::queue::{
    cognito_queue_dispatch, cognito_queue_free, cognito_queue_new, cognito_queue_wait, cognito_queue_wake,
};
use cognito_native::ffi::request::{cognito_request_cancel, cognito_request_free, cognito_request_options};
use cognito_native::ffi::result::COGNITO_ERROR_INTERNAL;
use cognito_native::ffi::snapshot::{cognito_provider_get_snapshot, cognito_provider_snapshot};
use libfuzzer_sys::fuzz_target;

/// Enough for collisions of new and freed handles, few enough that calls meet.
const SLOTS: usize = 12;
const MOST_CALLS: usize = 64;

/// Every handle lies here, whatever its type: a call takes any of them.
#[derive(Default)]
struct World {
    handles: [usize; SLOTS],
    /// All there ever were, to be freed at the end.
    made: Vec<usize>,
    /// How often each accepted request completed; `user_data` is its place.
    completed: Vec<u32>,
    /// What callbacks are yet to call.
    script: Vec<[u8; 3]>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::default();
}

fuzz_target!(|input: &[u8]| {
    let calls: Vec<[u8; 3]> =
        input.chunks_exact(3).take(MOST_CALLS).filter_map(|call| call.try_into().ok()).collect();
    // The second half is what callbacks call, the last first.
    let (outside, inside) = calls.split_at(calls.len().div_ceil(2));
    with(|world| {
        *world = World::default();
        world.script = inside.to_vec();
    });
    for call in outside {
        perform(*call);
    }
    end_all();
});

/// Frees whatever there ever was, so that every accepted request has completed.
fn end_all() {
    with(|world| world.script.clear());
    let made = with(|world| std::mem::take(&mut world.made));
    for handle in &made {
        cognito_provider_free(ptr::without_provenance_mut(*handle));
        cognito_request_free(ptr::without_provenance_mut(*handle));
    }
    for handle in &made {
        cognito_queue_free(ptr::without_provenance_mut(*handle));
    }
    for handle in &made {
        // Once for each time it was retained.
        while *handle != 0 && cognito_completion_free(ptr::without_provenance(*handle)) == 0 {}
    }
    with(|world| {
        for (request, times) in world.completed.iter().enumerate() {
            assert_eq!(*times, 1, "request {request} completed {times} times");
        }
    });
}

fn perform([which, on, with_what]: [u8; 3]) {
    let place = usize::from(on) % SLOTS;
    let handle = with(|world| world.handles[place]);
    let other = with(|world| world.handles[usize::from(with_what) % SLOTS]);
    match which % 24 {
        0 => keep_new(place, |out| unsafe { cognito_queue_new(out.cast()) }),
        1 => keep_new(place, |out| new_provider(other, out)),
        2 => checked(|| cognito_provider_free(ptr::without_provenance_mut(handle))),
        3 => checked(|| cognito_queue_free(ptr::without_provenance_mut(handle))),
        4 => checked(|| cognito_request_free(ptr::without_provenance_mut(handle))),
        5 => checked(|| cognito_completion_free(ptr::without_provenance(handle))),
        6 => begin(place, other, with_what, cognito_provider_get_identity_id),
        7 => begin(place, other, with_what, cognito_provider_get_credentials),
        8 => begin(place, other, with_what, cognito_provider_refresh),
        9 | 10 => {
            let mut remaining = 0;
            let max = u32::from(with_what % 4);
            // SAFETY: `remaining` is ours.
            unsafe {
                cognito_queue_dispatch(ptr::without_provenance_mut(handle), max, 0, &raw mut remaining)
            };
        }
        11 => checked(|| cognito_queue_wait(ptr::without_provenance_mut(handle), u32::from(with_what % 3))),
        12 => checked(|| cognito_queue_wake(ptr::without_provenance_mut(handle))),
        13 => checked(|| cognito_request_cancel(ptr::without_provenance_mut(handle))),
        14 => checked(|| cognito_completion_retain(ptr::without_provenance(handle))),
        15 => read(ptr::without_provenance(handle)),
        16 => checked(|| cognito_provider_clear_credentials(ptr::without_provenance_mut(handle))),
        17 => checked(|| cognito_provider_clear_identity(ptr::without_provenance_mut(handle))),
        // SAFETY: both strings may be NULL.
        18 => checked(|| unsafe {
            cognito_provider_invalidate(ptr::without_provenance_mut(handle), ptr::null())
        }),
        19 => {
            let callback = (with_what % 2 == 0).then_some(on_event as unsafe extern "C" fn(_, _));
            cognito_provider_set_event_callback(
                ptr::without_provenance_mut(handle),
                callback,
                ptr::null_mut(),
                None,
            );
        }
        20 => keep_new(place, |out| unsafe {
            cognito_provider_cached_identity_id(ptr::without_provenance_mut(other), out.cast())
        }),
        21 => keep_new(place, |out| unsafe {
            cognito_provider_cached_credentials(ptr::without_provenance_mut(other), out.cast())
        }),
        22 => keep_new(place, |out| unsafe {
            cognito_provider_get_credentials_blocking(ptr::without_provenance_mut(other), 1, out.cast())
        }),
        _ => look(handle),
    }
}

fn look(handle: usize) {
    // SAFETY: integers only, all zero being valid.
    let mut snapshot: cognito_provider_snapshot = unsafe { std::mem::zeroed() };
    snapshot.struct_size = u32::try_from(size_of::<cognito_provider_snapshot>()).expect("it is small");
    // SAFETY: the snapshot is ours and says its size.
    unsafe { cognito_provider_get_snapshot(ptr::without_provenance_mut(handle), &raw mut snapshot) };
}

fn new_provider(queue: usize, out: *mut usize) -> i32 {
    // SAFETY: integers and pointers only, all zero being valid.
    let mut options: cognito_provider_options = unsafe { std::mem::zeroed() };
    options.struct_size = u32::try_from(size_of::<cognito_provider_options>()).expect("it is small");
    options.identity_pool_id = c"us-east-1:1699ebc0-7900-4099-b910-2df94f52a030".as_ptr();
    options.storage_directory = c"".as_ptr();
    options.endpoint = c"http://127.0.0.1:1".as_ptr();
    options.max_attempts = 1;
    // SAFETY: all pointers are valid; no error completion is asked for.
    unsafe {
        cognito_provider_new(
            &raw const options,
            ptr::without_provenance_mut(queue),
            out.cast(),
            ptr::null_mut(),
        )
    }
}

type BeginCall = unsafe extern "C" fn(
    *mut cognito_native::ffi::provider::cognito_provider,
    *const cognito_request_options,
    cognito_native::ffi::completion::cognito_completion_fn,
    *mut c_void,
    *mut *mut cognito_native::ffi::request::cognito_request,
) -> i32;

fn begin(place: usize, provider: usize, with_what: u8, call: BeginCall) {
    let ticket = with(|world| {
        world.completed.push(0);
        world.completed.len()
    });
    let deadline_ms = u32::from(with_what >> 4);
    let options = cognito_request_options {
        struct_size: 16,
        deadline_ms,
        fail_when_offline: u32::from(with_what % 2),
        min_remaining_ms: u32::from(with_what) << 14,
    };
    let mut request = ptr::null_mut();
    // SAFETY: the pointers are valid for the call, and the ticket is only a number.
    let result = unsafe {
        call(
            ptr::without_provenance_mut(provider),
            if with_what & 8 == 0 { ptr::null() } else { &raw const options },
            Some(on_answer),
            ptr::without_provenance_mut(ticket),
            &raw mut request,
        )
    };
    with(|world| {
        if result == 0 {
            world.handles[place] = request.addr();
            world.made.push(request.addr());
        } else {
            assert!(request.is_null());
            assert_ne!(result, COGNITO_ERROR_INTERNAL);
            // Its callback must never run: one run would be the second.
            world.completed[ticket - 1] += 1;
        }
    });
}

unsafe extern "C" fn on_answer(user_data: *mut c_void, completion: *const cognito_completion) {
    with(|world| world.completed[user_data.addr() - 1] += 1);
    assert_eq!(cognito_completion_event_kind(completion), 0);
    inside(completion);
}

unsafe extern "C" fn on_event(_user_data: *mut c_void, completion: *const cognito_completion) {
    assert_ne!(cognito_completion_event_kind(completion), 0);
    inside(completion);
}

/// What every callback does: reads, perhaps keeps the completion, and perhaps calls something.
fn inside(completion: *const cognito_completion) {
    read(completion);
    let Some(call) = with(|world| world.script.pop()) else { return };
    if call[2] % 4 == 0 && cognito_completion_retain(completion) == 0 {
        with(|world| {
            world.handles[usize::from(call[2]) % SLOTS] = completion.addr();
            world.made.push(completion.addr());
        });
    }
    perform(call);
}

fn read(completion: *const cognito_completion) {
    cognito_completion_result(completion);
    cognito_completion_identity_id(completion);
    cognito_completion_session_token(completion);
    cognito_completion_error_message(completion);
}

/// Puts a new handle in its place; freed ones stay where they are.
fn keep_new(place: usize, make: impl FnOnce(*mut usize) -> i32) {
    let mut handle = 0_usize;
    let result = make(&raw mut handle);
    assert_ne!(result, COGNITO_ERROR_INTERNAL);
    if result == 0 {
        assert_ne!(handle, 0);
        with(|world| {
            world.handles[place] = handle;
            world.made.push(handle);
        });
    } else {
        assert_eq!(handle, 0, "a failure leaves NULL");
    }
}

/// Any refusal is fine, but not a panic that the guard caught.
fn checked(call: impl FnOnce() -> i32) {
    assert_ne!(call(), COGNITO_ERROR_INTERNAL);
}

/// Never held over a call: callbacks come here too.
fn with<T>(use_it: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with_borrow_mut(use_it)
}
