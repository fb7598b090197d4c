//! A local Amazon Cognito identity endpoint, for offline development and for tests. Feature `emulator`; never
//! part of the shipped library. Invariant: it shares no code with the library it judges.
//!
//! It answers `GetId`, `GetCredentialsForIdentity`, `GetOpenIdToken` and `UnlinkIdentity` (Amazon Cognito Federated
//! Identities API, version 2014-06-30) and `AssumeRoleWithWebIdentity` (AWS STS, version 2011-06-15) on one port of
//! 127.0.0.1 over HTTP or HTTPS as the services do, and can be told to go wrong in every way a network or a service can
//! ([`Fault`]). It issues the tokens of login providers ([`Emulator::issue_login_token`]) and of a game's own backend
//! ([`Emulator::developer_identity`]) itself, and checks them when they come back. The credentials look real and open
//! nothing.
//!
//! ```
//! use cognito_native::emulator::{Emulator, EmulatorOptions, Fault, Operation, PoolOptions};
//!
//! let emulator = Emulator::start(EmulatorOptions::default())?;
//! let pool_id = emulator.add_pool(PoolOptions::default())?;
//! emulator.inject(Fault::throttle(), Operation::GetId, 2); // the first two fail
//! println!("point the client at {} and pool {pool_id}", emulator.endpoint());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Inside, the rules (`pool`, `identities`, `input`, `reply`) are pure; sockets are only in `server` and
//! `connection`.

mod answer;
mod arguments;
mod assume_role;
mod call;
mod cognito_token;
mod connection;
pub mod control;
mod cors;
mod fault;
mod fault_queue;
mod fault_spec;
mod form;
mod gate;
mod http_request;
mod identities;
mod input;
mod journal;
mod jwt;
mod launch;
mod ledger;
mod lock;
mod login_token;
mod mint;
mod operation;
mod options;
mod pool;
mod pool_arguments;
mod pool_options;
mod reply;
mod roles;
mod server;
mod service;
mod service_error;
mod session_policy;
mod timestamp;
mod tls;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

pub use arguments::{Arguments, Invocation, help};
pub use fault::Fault;
pub use fault_queue::{On, Plan, Times};
pub use fault_spec::{FaultSpec, KINDS};
pub use journal::{RequestRecord, Stats};
pub use launch::{LaunchError, launch};
pub use ledger::IssuedCredentials;
pub use login_token::LoginToken;
pub use operation::Operation;
pub use options::{EmulatorOptions, ExpirationFormat, InvalidOption};
pub use pool_options::{LoginProvider, PoolOptions, PoolRoles};

use server::Server;
use service::Service;
use tls::Tls;

/// A running emulator. Dropping it closes every connection and ends every thread before the drop returns.
pub struct Emulator {
    service: Arc<Service>,
    server: Server,
    ca_pem: Option<String>,
}

impl Emulator {
    /// Starts listening. There is no pool yet.
    ///
    /// # Errors
    /// The port is taken, or the certificates could not be made.
    #[allow(clippy::needless_pass_by_value, reason = "reads as a constructor; options are built in place")]
    pub fn start(options: EmulatorOptions) -> io::Result<Self> {
        let tls = if options.https { Some(Tls::new(&options)?) } else { None };
        let service = Arc::new(Service::new(&options));
        let config = tls.as_ref().map(|tls| Arc::clone(&tls.config));
        let server = Server::start(Arc::clone(&service), config, options.port)?;
        Ok(Self { service, server, ca_pem: tls.map(|tls| tls.ca_pem) })
    }

    /// Where it listens, e.g. `http://127.0.0.1:49152`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        let scheme = if self.ca_pem.is_some() { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{}", self.port())
    }

    /// The TCP port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// The certificate authority a client has to trust, in PEM; `None` over HTTP.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Writes [`ca_pem`](Self::ca_pem) to a file.
    ///
    /// # Errors
    /// There is none because this is HTTP, or the file cannot be written.
    pub fn write_ca_pem(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let no_ca =
            || io::Error::new(io::ErrorKind::Unsupported, "there is no certificate over HTTP; use HTTPS");
        fs::write(path, self.ca_pem().ok_or_else(no_ca)?)
    }

    /// Adds a pool, or replaces the settings of the pool with this id; its identities stay. Answers the
    /// pool's id.
    ///
    /// # Errors
    /// The id is not of the form `region:GUID`, or a role is not an ARN of one.
    pub fn add_pool(&self, options: PoolOptions) -> Result<String, InvalidOption> {
        self.service.add_pool(options)
    }

    /// Adds a guest identity that a client knows already, say from an earlier run: the emulator forgets every
    /// identity when it ends. One that the pool has stays as it is.
    ///
    /// # Errors
    /// The id is not of the form `region:GUID` or belongs to another pool, or there is no such pool.
    pub fn add_identity(&self, pool_id: &str, identity_id: &str) -> Result<(), InvalidOption> {
        self.service.add_identity(pool_id, identity_id)
    }

    /// Deletes an identity, as the pool's owner can; false when there is none.
    #[must_use = "false means that there was none to delete"]
    pub fn delete_identity(&self, identity_id: &str) -> bool {
        self.service.delete_identity(identity_id)
    }

    /// Disables an identity: access to it is forbidden from now on; false when there is none.
    #[must_use = "false means that there was none to disable"]
    pub fn disable_identity(&self, identity_id: &str) -> bool {
        self.service.disable_identity(identity_id)
    }

    /// The ids of a pool's identities, oldest first, disabled ones included.
    #[must_use]
    pub fn identity_ids(&self, pool_id: &str) -> Vec<String> {
        self.service.identity_ids(pool_id)
    }

    /// A token of a login provider, as a client gets it when the player signs in there: a JWT, checked in full when it
    /// is presented for a provider with an audience. Any provider's, whether a pool accepts it or not.
    ///
    /// ```
    /// # use cognito_native::emulator::{Emulator, EmulatorOptions, LoginProvider, LoginToken, PoolOptions};
    /// # let emulator = Emulator::start(EmulatorOptions::default())?;
    /// let login_providers = vec![LoginProvider::checked("accounts.example.com", "my-game")];
    /// let pool_id = emulator.add_pool(PoolOptions { login_providers, ..PoolOptions::default() })?;
    /// let good = LoginToken::new("accounts.example.com", "ann", "my-game");
    /// let expired = LoginToken { expires_in_seconds: -1, ..good.clone() };
    /// let logins = [("accounts.example.com", emulator.issue_login_token(&good))];
    /// # let _ = (expired, logins, pool_id);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn issue_login_token(&self, token: &LoginToken) -> String {
        self.service.issue_login_token(token)
    }

    /// The identity id of a user of the game's own backend, made when there is none, and a token for it that is valid
    /// this many seconds (none or negative: expired), as the backend gets them from
    /// `GetOpenIdTokenForDeveloperIdentity`. The token is for `GetCredentialsForIdentity`, under the service's own name
    /// (`cognito-identity.amazonaws.com`; in China `cognito-identity.cn-north-1.amazonaws.com.cn`), or for STS.
    ///
    /// # Errors
    /// There is no such pool.
    pub fn developer_identity(
        &self,
        pool_id: &str,
        user_id: &str,
        token_lifetime_seconds: i64,
    ) -> Result<(String, String), InvalidOption> {
        self.service.developer_identity(pool_id, user_id, token_lifetime_seconds)
    }

    /// For whom credentials with this access key id were issued; `None` when they are not from this emulator.
    #[must_use]
    pub fn issued_credentials(&self, access_key_id: &str) -> Option<IssuedCredentials> {
        self.service.issued(access_key_id)
    }

    /// Sets how far the service's clock is ahead of this machine's; negative when it is behind.
    pub fn set_clock_offset_seconds(&self, seconds: i64) {
        self.service.set_clock_offset_seconds(seconds);
    }

    /// Makes something go wrong: one [`Fault`] or several, `on` an [`Operation`] or [`On::Any`], for a number
    /// of requests or [`Times::Forever`]. A request takes the oldest plan that fits, and only that.
    pub fn inject(&self, plan: impl Into<Plan>, on: impl Into<On>, times: impl Into<Times>) {
        self.service.inject(plan.into(), on.into(), times.into());
    }

    /// Forgets every fault that has not struck yet.
    pub fn clear_faults(&self) {
        self.service.clear_faults();
    }

    /// Lets all requests go on that are held by [`Fault::Hold`]: every one in the log by now.
    pub fn release(&self) {
        self.service.gate.release();
    }

    /// The counts since the start.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.service.journal.stats()
    }

    /// Every request since the start, in the order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.service.journal.log()
    }

    /// Waits until at least `count` requests for an operation have arrived since the start (they may not be
    /// answered yet); false when the timeout came first.
    #[must_use]
    pub fn wait_for_requests(&self, operation: Operation, count: u64, timeout: Duration) -> bool {
        self.wait_until(timeout, |stats| stats.requests_for(operation) >= count)
    }

    /// Waits until the counts are as wanted; false when the timeout came first.
    #[must_use]
    pub fn wait_until(&self, timeout: Duration, wanted: impl Fn(&Stats) -> bool) -> bool {
        self.service.journal.wait_until(timeout, wanted)
    }
}

#[cfg(test)]
mod tests;
