//! The heart: one provider for one identity pool and one profile. Decisions are made in [`state`], which is pure;
//! [`actor`] runs it.

pub mod actor;
pub mod config;
pub mod events;
mod journal;
mod lane;
pub mod recovery;
pub mod refresh;
pub mod service_clock;
pub mod snapshot;
pub mod state;

pub use actor::{Closed, Ports, Provider, Shelf};
pub use config::Config;
pub use events::EventCallback;
pub use state::{Input, Want};
