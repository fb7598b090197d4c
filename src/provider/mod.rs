//! The heart: one provider for one identity pool and one profile. Decisions are made in [`state`], which is pure;
//! [`actor`] runs it.

pub mod actor;
pub mod config;
pub mod events;
pub mod exchange;
mod first_read;
pub mod host_state;
pub mod host_transport;
pub mod import;
pub mod jwt;
pub mod login;
pub mod login_request;
pub mod open;
pub mod options;
pub mod ports;
pub mod recovery;
pub mod refresh;
mod reply_guard;
mod serial_executor;
pub mod service_clock;
pub mod snapshot;
pub mod state;
mod trace;
mod writes;

pub use actor::{Closed, MAX_LOGINS, Provider, Terms, TooManyLogins};
pub use config::Config;
pub use events::EventCallback;
pub use host_state::Network;
pub use login_request::{LoginRequest, LoginSource};
pub use ports::{CachedAnswers, Carrier, Ports};
pub use state::{Input, LoginAnswer, LoginChange, Want};
