//! What a get costs, through the exported C functions: cached and synchronous (alone, and from eight threads at once),
//! cached through a callback, and cold over HTTPS on loopback.
//!
//! `cargo bench`; compare figures of one run with each other, not with another machine's.

#![allow(unsafe_code, reason = "this is a C host, written in Rust")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot run says so by panicking")]
#![allow(clippy::wildcard_imports, reason = "the exports, as a C host sees them")]
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::ffi::{CString, c_void};
use std::hint::black_box;
use std::ptr;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cognito_native::emulator::{Emulator, EmulatorOptions, PoolOptions};
use cognito_native::ffi::completion::*;
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::*;
use cognito_native::ffi::queue::*;
use cognito_native::ffi::result::COGNITO_OK;
use criterion::{Criterion, criterion_group, criterion_main};

#[derive(Clone, Copy)]
struct Handles {
    queue: *mut cognito_queue,
    provider: *mut cognito_provider,
}

// SAFETY: handles are numbers that any thread may use (header, "Threads").
unsafe impl Send for Handles {}
// SAFETY: as above.
unsafe impl Sync for Handles {}

impl Handles {
    fn new(emulator: &Emulator, pool_id: &str) -> Self {
        let endpoint = CString::new(emulator.endpoint()).unwrap();
        let pool_id = CString::new(pool_id).unwrap();
        let ca_pem = CString::new(emulator.ca_pem().unwrap_or_default()).unwrap();
        let (mut queue, mut provider) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: zeros are the documented start; all pointers are to live locals.
        unsafe {
            let mut options: cognito_provider_options = std::mem::zeroed();
            options.struct_size = u32::try_from(size_of_val(&options)).unwrap();
            options.identity_pool_id = pool_id.as_ptr();
            options.endpoint = endpoint.as_ptr();
            options.storage_directory = c"".as_ptr();
            if emulator.ca_pem().is_some() {
                options.ca_pem = ca_pem.as_ptr();
            }
            assert_eq!(cognito_queue_new(&raw mut queue), COGNITO_OK);
            let created = cognito_provider_new(&raw const options, queue, &raw mut provider, ptr::null_mut());
            assert_eq!(created, COGNITO_OK);
        }
        Self { queue, provider }
    }

    fn fetch(self) {
        self.begin();
        assert_eq!(cognito_queue_wait(self.queue, COGNITO_WAIT_FOREVER), COGNITO_OK);
        self.dispatch();
    }

    fn begin(self) {
        // SAFETY: NULL is allowed for the options, the user data and the request.
        let result = unsafe {
            let none = ptr::null_mut();
            cognito_provider_get_credentials(self.provider, ptr::null(), Some(check), none, ptr::null_mut())
        };
        assert_eq!(result, COGNITO_OK);
    }

    fn dispatch(self) {
        // SAFETY: NULL is allowed for what remains.
        assert_eq!(unsafe { cognito_queue_dispatch(self.queue, 0, 0, ptr::null_mut()) }, COGNITO_OK);
    }

    fn cached(self) {
        let mut completion = ptr::null_mut();
        // SAFETY: the out-parameter is a live local.
        let result = unsafe { cognito_provider_cached_credentials(self.provider, &raw mut completion) };
        debug_assert_eq!(result, COGNITO_OK);
        black_box(result);
        cognito_completion_free(completion);
    }

    fn free(self) {
        cognito_provider_free(self.provider);
        cognito_queue_free(self.queue);
    }
}

unsafe extern "C" fn check(_user_data: *mut c_void, completion: *const cognito_completion) {
    assert_eq!(cognito_completion_result(completion), COGNITO_OK);
}

fn start(https: bool) -> (Emulator, String) {
    let emulator = Emulator::start(EmulatorOptions { https, ..EmulatorOptions::default() }).unwrap();
    let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
    (emulator, pool_id)
}

/// What a host without this library might do: its own copy of the credentials under its own lock.
fn reference(criterion: &mut Criterion) {
    let credentials = Mutex::new([7_u8; 1536]);
    criterion.bench_function("reference: copy of a 1.5 KiB struct under a mutex", |bencher| {
        bencher.iter(|| black_box(*credentials.lock().unwrap()));
    });
}

fn cached(criterion: &mut Criterion) {
    let (emulator, pool_id) = start(false);
    let host = Handles::new(&emulator, &pool_id);
    host.fetch();
    criterion.bench_function("cached get and release", |bencher| bencher.iter(|| host.cached()));
    criterion.bench_function("cached get and release, 8 threads", |bencher| {
        bencher.iter_custom(|iterations| at_once(8, iterations, host));
    });
    criterion.bench_function("begin and dispatch of a cached get", |bencher| {
        bencher.iter(|| {
            host.begin();
            host.dispatch();
        });
    });
    host.free();
}

/// CPU time of one get when `threads` make `iterations` each: wall time over the gets of one core.
fn at_once(threads: u32, iterations: u64, host: Handles) -> Duration {
    let barrier = Barrier::new(threads as usize + 1);
    let wall = thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                barrier.wait();
                for _ in 0..iterations {
                    host.cached();
                }
                barrier.wait();
            });
        }
        barrier.wait();
        let started = Instant::now();
        barrier.wait();
        started.elapsed()
    });
    let cores = thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1));
    wall * cores.min(threads) / threads
}

fn cold(criterion: &mut Criterion) {
    let (emulator, pool_id) = start(true);
    criterion.bench_function("cold start over HTTPS on loopback", |bencher| {
        bencher.iter(|| {
            let host = Handles::new(&emulator, &pool_id);
            host.fetch();
            host.free();
        });
    });
}

criterion_group!(gets, reference, cached, cold);
criterion_main!(gets);
