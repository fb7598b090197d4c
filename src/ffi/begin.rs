//! The begin calls, which are all alike: read the request's options, accept, begin, hand out the request. And their
//! blocking form, which is a begin call with a queue of its own.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::argument::{UserData, required_out, write_out};
use super::asking::{Asking, Receiver};
use super::cached_answers::SlotAnswers;
use super::completion::{HostCallback, cognito_completion, cognito_completion_fn, new_place};
use super::provider_handle::{HostProvider, cognito_provider, host_provider};
use super::request::{REQUESTS, Request, cognito_request, cognito_request_options, read_terms};
use crate::error::{Failure, ResultCode};
use crate::provider::state::WaiterId;
use crate::provider::{Closed, Provider, Terms, Want};
use crate::queue::{Completer, Completion, Queue, Waited, signing};
use crate::runtime::HAS_THREADS;
use crate::signing::{KeptOrder, Order};

/// What was answered without anybody waiting.
const NO_WAITER: WaiterId = 0;

/// The arguments all begin calls share.
#[derive(Clone, Copy)]
pub(super) struct Begin {
    pub(super) provider: *mut cognito_provider,
    pub(super) request_options: *const cognito_request_options,
    pub(super) callback: cognito_completion_fn,
    pub(super) user_data: *mut c_void,
    pub(super) out_request: *mut *mut cognito_request,
}

impl Begin {
    /// # Safety
    /// The pointers are as the header says of the begin calls.
    pub(super) unsafe fn run(self, want: Want) -> Result<(), ResultCode> {
        // SAFETY: by this function's contract.
        unsafe { self.run_for(want, None, None) }
    }

    /// # Safety
    /// As for [`Begin::run`].
    pub(super) unsafe fn run_signing(self, order: &Order<'_>) -> Result<(), ResultCode> {
        // SAFETY: by this function's contract.
        unsafe {
            match order.check() {
                Ok(()) => self.run_for(Want::Credentials, Some(Box::new(KeptOrder::new(order))), None),
                Err(refusal) => self.refuse_signing(signing::refused(refusal)),
            }
        }
    }

    /// What cannot be signed is told at once, and needs no credentials.
    ///
    /// # Safety
    /// As for [`Begin::run`].
    pub(super) unsafe fn refuse_signing(self, refused: Failure) -> Result<(), ResultCode> {
        // SAFETY: by this function's contract.
        unsafe { self.run_for(Want::Credentials, None, Some(Box::new(refused))) }
    }

    /// # Safety
    /// As for [`Begin::run`].
    unsafe fn run_for(
        self,
        want: Want,
        order: Option<Box<KeptOrder>>,
        refused: Option<Box<Failure>>,
    ) -> Result<(), ResultCode> {
        let at_once = |host: &HostProvider, cached: &SlotAnswers, terms| match refused {
            None => at_once(want, host, cached, terms),
            Some(failure) => Some(Arc::new(Completion::failure(*failure, None))),
        };
        let begin = |provider: &Provider, terms, completer| provider.begin(want, terms, completer);
        // SAFETY: by this function's contract.
        unsafe { self.run_with(want, order, at_once, begin) }
    }

    /// # Safety
    /// As for [`Begin::run`].
    pub(super) unsafe fn run_with(
        self,
        want: Want,
        order: Option<Box<KeptOrder>>,
        at_once: impl FnOnce(&HostProvider, &SlotAnswers, Terms) -> Option<Arc<Completion>>,
        begin: impl FnOnce(&Provider, Terms, Completer) -> Result<WaiterId, Closed>,
    ) -> Result<(), ResultCode> {
        // SAFETY: NULL or writable.
        unsafe { write_out(self.out_request, ptr::null_mut()) };
        let receiver = match HostCallback::new(self.callback, self.user_data) {
            Some(callback) => Receiver::Callback(callback),
            None => Receiver::Next(UserData::new(self.user_data)),
        };
        // SAFETY: NULL, or readable for its struct_size, by this function's contract.
        let terms = unsafe { read_terms(self.request_options) }?;
        let host = host_provider(self.provider)?;
        let place = new_place()?;
        let cancellable = if self.out_request.is_null() {
            None
        } else {
            let place = REQUESTS.reserve().ok_or(ResultCode::LimitExceeded)?;
            Some((place, Arc::<AtomicU64>::default()))
        };
        let asking = Asking {
            provider: self.provider.addr(),
            want,
            order,
            terms,
            receiver,
            place,
            waiter: cancellable.as_ref().map(|(_, waiter)| Arc::clone(waiter)),
            is_late: false,
        };
        let waiter = if let Some(answer) = at_once(&host, host.beside(), terms) {
            if !asking.answer(&host.queue, answer) {
                return Err(ResultCode::Closed);
            }
            NO_WAITER
        } else {
            host.queue.look();
            let completer = asking.accept(&host.queue).ok_or(ResultCode::Closed)?;
            begin(&host.provider, terms, completer).map_err(|_| ResultCode::Closed)?
        };
        if let Some((place, shared)) = cancellable {
            // Unless it was answered, and asked again, already.
            let _again = shared.compare_exchange(0, waiter, Ordering::AcqRel, Ordering::Relaxed);
            let handle = place.insert(Arc::new(Request::new(&host.provider, shared)));
            // SAFETY: not NULL, and writable by the header.
            unsafe { self.out_request.write(ptr::without_provenance_mut(handle)) };
        }
        Ok(())
    }
}

/// The answer that needs no provider.
fn at_once(want: Want, host: &HostProvider, cached: &SlotAnswers, terms: Terms) -> Option<Arc<Completion>> {
    (want == Want::Credentials).then(|| host.fresh_credentials(cached, terms)).flatten()
}

/// A begin call with a queue of its own, dispatched here.
///
/// # Safety
/// `out` is NULL or writable.
pub(super) unsafe fn run_blocking(
    provider: *mut cognito_provider,
    want: Want,
    timeout_ms: u32,
    out: *mut *mut cognito_completion,
) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    unsafe { required_out(out) }?;
    if !HAS_THREADS {
        return Err(ResultCode::Unsupported); // the answer would come on the thread that waits for it
    }
    let host = host_provider(provider)?;
    host.queue.look();
    if host.queue.is_closed() {
        return Err(ResultCode::Closed); // as every request of a provider whose queue is gone
    }
    let place = new_place()?;
    let terms = Terms {
        deadline: (timeout_ms != 0).then(|| Duration::from_millis(timeout_ms.into())),
        ..Terms::default()
    };
    if let Some(fresh) = at_once(want, &host, host.beside(), terms) {
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(ptr::without_provenance_mut(place.insert(fresh))) };
        return Ok(());
    }
    let provider = Arc::clone(&host.provider);
    let errands = host.lent.sends_requests().then(|| Arc::clone(&host.queue));
    drop(host);
    let queue = Queue::new();
    let answer = Arc::<OnceLock<Arc<Completion>>>::default();
    let answered = Arc::clone(&answer);
    let completer = queue
        .accept(Box::new(move |completion| {
            let _once = answer.set(completion);
        }))
        .ok_or(ResultCode::Internal)?;
    provider.begin(want, terms, completer).map_err(|_| ResultCode::Closed)?;
    drop(provider); // a free on another thread must be able to end it, and this wait
    if let Some(errands) = errands {
        run_errands_until_ready(&errands, &queue)?;
    }
    let _ready = queue.wait(None);
    queue.dispatch(0, Duration::ZERO)?;
    let completion = answered.get().cloned().ok_or(ResultCode::Internal)?;
    // SAFETY: checked above not to be NULL.
    unsafe { out.write(ptr::without_provenance_mut(place.insert(completion))) };
    Ok(())
}

/// How long a call that blocks sleeps before it looks again: a host's thread may be the only one there is.
const NAP: Duration = Duration::from_millis(10);

/// Sends the requests of the host's providers from here, where nobody may be dispatching.
fn run_errands_until_ready(errands: &Queue, answer: &Queue) -> Result<(), ResultCode> {
    loop {
        errands.look();
        errands.run_errands()?;
        if answer.wait(Some(NAP)) != Waited::TimedOut {
            return Ok(());
        }
    }
}
