//! Amazon Cognito identities and temporary AWS credentials behind one small C ABI.
//!
//! (The conventions page comes here.)

pub mod clock;
pub mod cognito;
pub mod credentials;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod error;
pub mod ffi;
pub mod http;
pub mod provider;
pub mod queue;
pub mod runtime;
pub mod secret;
pub mod store;
