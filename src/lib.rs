//! Amazon Cognito identities and temporary AWS credentials behind one small C ABI.
//!
//! A game or an app links this library, creates a *provider* with nothing but an identity pool id, and gets an
//! identity id and credentials that are cached, refreshed before they expire and, the identity, kept on disk: for a
//! guest, or for a player with *logins*, tokens of login providers or of the game's own backend. There is no AWS SDK
//! inside. The public interface is C: `include/cognito_native.h`, generated from [`ffi`]. The Rust modules are public
//! for the project's own tests and examples, and promise nothing.
//!
//! # Conventions
//!
//! **Ownership.** Every object is an opaque handle; whoever got it from a function frees it with the `_free` of its
//! noun. Handles are checked: NULL, freed and wrong ones give `COGNITO_ERROR_INVALID_HANDLE`, freeing NULL or twice is
//! harmless. Text in is copied before the call returns; text out is borrowed from its object. A completion is borrowed
//! within its callback; `cognito_completion_retain` keeps it.
//!
//! **Threads.** Any function may be called from any thread at any time. No thread of the library ever enters the
//! host: a callback runs only inside `cognito_queue_dispatch`, on the thread that called it, if and only if the call
//! that took it returned `COGNITO_OK`, and exactly once for a request. The login source, events and the log come the
//! same way, as often as there is something to ask or to tell. (The functions of a host's storage are also called while
//! a provider is created or freed, those of its transport while one is freed or a call blocks, on the thread that does
//! it.) While there are providers there is one thread for timers, and a bounded pool for I/O whose threads end soon after
//! they fall idle; no provider waits for another's. They block every signal but
//! those of a fault. A host that sends the requests itself may do
//! without them: then its own calls do what is due. A thread that the system refuses costs the request that needed it,
//! which is told so, and nothing else. A child of `fork()` finds its parent's handles closed and may make new ones
//! ([`process`]).
//!
//! **Errors.** A function that can fail returns a `cognito_result`; numbers never change. How a request ended is told
//! by its completion: code, message, hint, and what the service said. Nothing is kept in a last-error slot. A panic is
//! caught at every export and task and becomes `COGNITO_ERROR_INTERNAL`; the host lives.
//!
//! **Secrets.** Tokens and keys appear in no error, log, `Debug` text or panic message, and their memory is zeroed on
//! release ([`secret`]), that of the layers below included ([`allocator`]).
//!
//! **Units.** Names say them: `_ms` is a duration in milliseconds, `_unix_ms` an instant in milliseconds since 1970.
//!
//! **Structs.** The caller fills them in; the first field is `struct_size`, zero means the documented default, fields
//! are only appended.
//!
//! # Rooms
//!
//! A room uses only the rooms below it; results travel back as values and messages. Decisions are pure code, I/O is at
//! the edges.
//!
//! | room | what it does |
//! |---|---|
//! | [`ffi`] | the C boundary: reads arguments, calls one thing, converts the answer |
//! | [`provider`] | one identity pool and profile: a pure state machine, and the actor that runs it |
//! | [`queue`] | completions, answered exactly once, until the host takes them |
//! | [`cognito`] | the wire: bytes in, types out, no I/O |
//! | [`http`] | sends requests, decides about retries |
//! | [`signing`] | AWS Signature Version 4, pure |
//! | [`store`] | what survives a restart |
//! | [`runtime`] | the thread, the timers and the I/O pool, or none of them |
//! | [`clock`], [`secret`], [`credentials`], [`error`] | what all of them speak of |
//! | [`process`] | what belongs to one process, and not to a child of its `fork()` |
//! | [`allocator`] | zeroes what was freed |
//! | `page` | what a web page does for the library, where that is its system |
#![cfg_attr(
    feature = "emulator",
    doc = "| [`emulator`] | a local Cognito endpoint with faults, for tests and offline development |"
)]

pub mod allocator;
pub mod clock;
pub mod cognito;
pub mod credentials;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod error;
pub mod ffi;
pub mod http;
#[cfg(target_os = "emscripten")]
mod page;
pub mod pending_map;
pub mod process;
pub mod provider;
pub mod queue;
pub mod runtime;
pub mod secret;
pub mod signing;
pub mod store;
