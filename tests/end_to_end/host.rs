//! A host in a few lines: one queue, one provider, and answers as plain values. Calls nothing but the exports.

#![allow(unsafe_code, reason = "this is a C host, written in Rust")]

use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;
use std::time::Duration;

use cognito_native::ffi::completion::*;
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::*;
use cognito_native::ffi::queue::*;
use cognito_native::ffi::request::{cognito_request, cognito_request_options};
use cognito_native::ffi::result::*;
use cognito_native::ffi::snapshot::*;
use cognito_native::ffi::version::cognito_version;

use super::emulator::{Emulator, EmulatorOptions, PoolOptions};
use super::lent::Lent;

/// An answer or an event, copied out of its completion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub result: cognito_result,
    pub identity_id: Option<String>,
    pub access_key_id: Option<String>,
    pub expiration_unix_ms: i64,
    pub message: Option<String>,
    pub hint: Option<String>,
    pub aws_error_code: Option<String>,
    pub http_status: u32,
    pub attempts: u32,
    pub retryable: bool,
    pub event: i32,
    pub previous_identity_id: Option<String>,
    pub identity_change: i32,
}

fn text(pointer: *const c_char) -> Option<String> {
    // SAFETY: getters return NULL or a NUL-terminated string that lives as long as the completion.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_str().unwrap().to_owned())
}

impl Answer {
    pub fn of(completion: *const cognito_completion) -> Self {
        Self {
            result: cognito_completion_result(completion),
            identity_id: text(cognito_completion_identity_id(completion)),
            access_key_id: text(cognito_completion_access_key_id(completion)),
            expiration_unix_ms: cognito_completion_expiration_unix_ms(completion),
            message: text(cognito_completion_error_message(completion)),
            hint: text(cognito_completion_error_hint(completion)),
            aws_error_code: text(cognito_completion_aws_error_code(completion)),
            http_status: cognito_completion_http_status(completion),
            attempts: cognito_completion_attempts(completion),
            retryable: cognito_completion_is_retryable(completion) == 1,
            event: cognito_completion_event_kind(completion),
            previous_identity_id: text(cognito_completion_previous_identity_id(completion)),
            identity_change: cognito_completion_identity_change(completion),
        }
    }

    pub fn identity(&self) -> &str {
        self.identity_id.as_deref().expect("an identity id")
    }
}

unsafe extern "C" fn record(user_data: *mut c_void, completion: *const cognito_completion) {
    // SAFETY: `user_data` is the Vec given with this callback; it outlives the dispatch, which is on this thread.
    unsafe { (*user_data.cast::<Vec<Answer>>()).push(Answer::of(completion)) };
}

/// What a test wants other than the defaults.
#[derive(Default)]
pub struct Setup {
    pub endpoint: String,
    pub pool_id: String,
    pub ca_pem: Option<String>,
    pub storage_directory: String,
    pub adjust: Vec<fn(&mut cognito_provider_options)>,
}

impl Setup {
    pub fn on(emulator: &Emulator, pool_id: &str) -> Self {
        Self {
            endpoint: emulator.endpoint(),
            pool_id: pool_id.to_owned(),
            ca_pem: emulator.ca_pem().map(str::to_owned),
            ..Self::default()
        }
    }

    pub fn through(mut self, endpoint: String) -> Self {
        self.endpoint = endpoint;
        self
    }

    pub fn stored_in(self, directory: &std::path::Path) -> Self {
        Self { storage_directory: directory.to_str().unwrap().to_owned(), ..self }
    }

    pub fn with(mut self, adjust: fn(&mut cognito_provider_options)) -> Self {
        self.adjust.push(adjust);
        self
    }

    /// Creates the provider, or says why not.
    pub fn create(self) -> Result<Host, Box<Answer>> {
        let endpoint = CString::new(self.endpoint).unwrap();
        let pool_id = CString::new(self.pool_id).unwrap();
        let ca_pem = self.ca_pem.map(|pem| CString::new(pem).unwrap());
        let storage = CString::new(self.storage_directory).unwrap();
        // SAFETY: all zeros is the documented way to begin; the fields are integers and pointers.
        let mut options: cognito_provider_options = unsafe { std::mem::zeroed() };
        options.struct_size = u32::try_from(size_of_val(&options)).unwrap();
        options.identity_pool_id = pool_id.as_ptr();
        options.endpoint = endpoint.as_ptr();
        options.storage_directory = storage.as_ptr();
        let lent = Lent::to(&mut options, ca_pem.as_deref());
        for adjust in self.adjust {
            adjust(&mut options);
        }
        let (mut queue, mut provider, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        // SAFETY: all pointers are to live locals.
        unsafe {
            assert_eq!(cognito_queue_new(&raw mut queue), COGNITO_OK);
            let result = cognito_provider_new(&raw const options, queue, &raw mut provider, &raw mut error);
            if result != COGNITO_OK {
                let answer = Answer::of(error);
                cognito_completion_free(error);
                cognito_queue_free(queue);
                return Err(Box::new(answer));
            }
        }
        let events: *mut Vec<Answer> = Box::into_raw(Box::default());
        assert_eq!(
            cognito_provider_set_event_callback(provider, Some(record), events.cast(), None),
            COGNITO_OK
        );
        Ok(Host { queue, provider, events, lent })
    }

    pub fn start(self) -> Host {
        self.create().unwrap_or_else(|error| panic!("not created: {error:?}"))
    }
}

/// A running host.
pub struct Host {
    queue: *mut cognito_queue,
    pub provider: *mut cognito_provider,
    /// What the event callback writes to; freed after the provider.
    events: *mut Vec<Answer>,
    /// Given back when the provider was freed.
    lent: Lent,
}

type BeginFn = unsafe extern "C" fn(
    *mut cognito_provider,
    *const cognito_request_options,
    cognito_completion_fn,
    *mut c_void,
    *mut *mut cognito_request,
) -> cognito_result;

impl Host {
    pub fn get_identity_id(&self) -> Answer {
        self.ask(cognito_provider_get_identity_id)
    }

    pub fn get_credentials(&self) -> Answer {
        self.ask(cognito_provider_get_credentials)
    }

    pub fn refresh(&self) -> Answer {
        self.ask(cognito_provider_refresh)
    }

    fn ask(&self, begin: BeginFn) -> Answer {
        let mut answers: Vec<Answer> = Vec::new();
        let sink: *mut Vec<Answer> = &raw mut answers;
        // SAFETY: the sink lives until the answer came, which is before this function returns.
        let result = unsafe { begin(self.provider, ptr::null(), Some(record), sink.cast(), ptr::null_mut()) };
        assert_eq!(result, COGNITO_OK);
        loop {
            // SAFETY: read through the pointer that the callback writes through.
            if let Some(answer) = unsafe { (*sink).pop() } {
                return answer;
            }
            self.pump();
        }
    }

    /// Waits for something and dispatches it.
    pub fn pump(&self) {
        let waited = self.lent.wait(self.queue, Duration::from_secs(30));
        assert_eq!(waited, COGNITO_OK, "nothing came for 30 s");
        self.dispatch();
    }

    /// What a game does in its frame.
    pub fn frame(&self) {
        self.lent.turn();
        self.dispatch();
    }

    pub fn dispatch(&self) {
        // SAFETY: a NULL out-parameter is allowed.
        assert_eq!(unsafe { cognito_queue_dispatch(self.queue, 0, 0, ptr::null_mut()) }, COGNITO_OK);
    }

    /// The events so far of one kind.
    pub fn events(&self, kind: i32) -> Vec<Answer> {
        self.dispatch();
        // SAFETY: written only by the callback, in the dispatch above.
        let events = unsafe { &*self.events };
        events.iter().filter(|event| event.event == kind).cloned().collect()
    }

    pub fn cached_credentials(&self) -> Result<Answer, cognito_result> {
        self.cached(cognito_provider_cached_credentials)
    }

    pub fn cached_identity_id(&self) -> Result<Answer, cognito_result> {
        self.cached(cognito_provider_cached_identity_id)
    }

    fn cached(
        &self,
        get: unsafe extern "C" fn(*mut cognito_provider, *mut *mut cognito_completion) -> cognito_result,
    ) -> Result<Answer, cognito_result> {
        let mut completion = ptr::null_mut();
        // SAFETY: the out-parameter is a live local.
        match unsafe { get(self.provider, &raw mut completion) } {
            COGNITO_OK => {
                let answer = Answer::of(completion);
                assert_eq!(cognito_completion_free(completion), COGNITO_OK);
                Ok(answer)
            }
            error => Err(error),
        }
    }

    pub fn snapshot(&self) -> cognito_provider_snapshot {
        // SAFETY: integers only.
        let mut snapshot: cognito_provider_snapshot = unsafe { std::mem::zeroed() };
        snapshot.struct_size = u32::try_from(size_of_val(&snapshot)).unwrap();
        // SAFETY: a live local of the size it says.
        assert_eq!(unsafe { cognito_provider_get_snapshot(self.provider, &raw mut snapshot) }, COGNITO_OK);
        snapshot
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        assert_eq!(cognito_provider_free(self.provider), COGNITO_OK);
        assert_eq!(cognito_queue_free(self.queue), COGNITO_OK);
        // SAFETY: made by Box::into_raw, and no callback is left that could write to it.
        drop(unsafe { Box::from_raw(self.events) });
    }
}

/// The library's.
pub fn version() -> String {
    text(cognito_version()).unwrap()
}

/// An emulator with one pool that takes guests.
pub fn emulator(https: bool) -> (Emulator, String) {
    let emulator = Emulator::start(EmulatorOptions { https, ..EmulatorOptions::default() }).unwrap();
    let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
    (emulator, pool_id)
}
