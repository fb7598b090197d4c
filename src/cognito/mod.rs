//! The wire: what to send to Amazon Cognito identity pools and to STS, and what their answers mean.
//!
//! Bytes in, types out: nothing here does I/O, reads a clock or starts a thread, so every rule is a table test. Every
//! parser bounds what it accepts, never panics, and never lets a login token or a key into an error text; that is why
//! parsers are given the secrets that were sent.

pub mod classify;
pub mod credentials;
pub mod date;
pub mod endpoint;
pub mod error;
pub mod hint;
pub mod identity;
pub mod partition;
pub mod pool_id;
pub mod sts;
pub mod timestamp;

mod fault;
mod identity_id;
mod json;
mod redact;
mod xml;

pub use self::classify::classify;
pub use self::credentials::{CredentialsResponse, expired_on_arrival, parse_credentials};
pub use self::date::service_date_unix_ms;
pub use self::endpoint::{EndpointError, EndpointOptions, Service};
pub use self::error::{CallError, ErrorKind, LoginRejection};
pub use self::hint::{Asked, failure};
pub use self::identity_id::{IdentityIdError, check_identity_id};
pub use self::pool_id::{PoolId, PoolIdError};

#[cfg(test)]
mod properties;
