//! Invariant: what the connections share is shared through here, each part behind its own lock, and no lock
//! is held while anything waits or is sent.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use super::answer::Answer;
use super::call::Call;
use super::cors;
use super::fault::Fault;
use super::fault_queue::{FaultQueue, On, Plan, Times};
use super::gate::Gate;
use super::http_request::HttpRequest;
use super::journal::{Journal, RequestRecord};
use super::ledger::IssuedCredentials;
use super::lock::lock;
use super::login_token::LoginToken;
use super::operation::Operation;
use super::options::{EmulatorOptions, ExpirationFormat, InvalidOption};
use super::pool::Pools;
use super::pool_options::PoolOptions;
use super::reply::{Context, Outcome, decide};
use super::service_error::ServiceError;

/// The emulated service.
pub(super) struct Service {
    pub(super) journal: Journal,
    pub(super) gate: Gate,
    pub(super) is_controllable: bool,
    is_verbose: bool,
    pools: Mutex<Pools>,
    faults: Mutex<FaultQueue>,
    clock_offset_seconds: AtomicI64,
    expiration_format: ExpirationFormat,
}

impl Service {
    pub(super) fn new(options: &EmulatorOptions) -> Self {
        Self {
            journal: Journal::default(),
            gate: Gate::default(),
            is_controllable: options.control,
            is_verbose: options.verbose,
            pools: Mutex::new(Pools::new()),
            faults: Mutex::default(),
            clock_offset_seconds: AtomicI64::new(options.clock_offset_seconds),
            expiration_format: options.expiration_format,
        }
    }

    pub(super) fn add_pool(&self, options: PoolOptions) -> Result<String, InvalidOption> {
        lock(&self.pools).add(options)
    }

    pub(super) fn add_identity(&self, pool_id: &str, id: &str) -> Result<(), InvalidOption> {
        lock(&self.pools).add_identity(pool_id, id)
    }

    pub(super) fn delete_identity(&self, id: &str) -> bool {
        lock(&self.pools).identities().delete(id)
    }

    pub(super) fn disable_identity(&self, id: &str) -> bool {
        lock(&self.pools).identities().disable(id)
    }

    pub(super) fn identity_ids(&self, pool_id: &str) -> Vec<String> {
        lock(&self.pools).identities().ids(pool_id)
    }

    pub(super) fn issued(&self, access_key_id: &str) -> Option<IssuedCredentials> {
        lock(&self.pools).issued(access_key_id)
    }

    pub(super) fn issue_login_token(&self, token: &LoginToken) -> String {
        lock(&self.pools).issue_login_token(token, self.now_unix_ms() / 1000)
    }

    pub(super) fn developer_identity(
        &self,
        pool_id: &str,
        user_id: &str,
        lifetime_seconds: i64,
    ) -> Result<(String, String), InvalidOption> {
        lock(&self.pools).developer_identity(pool_id, user_id, lifetime_seconds, self.now_unix_ms() / 1000)
    }

    pub(super) fn set_clock_offset_seconds(&self, seconds: i64) {
        self.clock_offset_seconds.store(seconds, Ordering::SeqCst);
    }

    pub(super) fn inject(&self, plan: Plan, on: On, times: Times) {
        lock(&self.faults).inject(plan, on, times);
    }

    pub(super) fn clear_faults(&self) {
        lock(&self.faults).clear();
    }

    /// Whether the connection that was just accepted has to fail.
    pub(super) fn fails_connection(&self) -> bool {
        lock(&self.faults).take_for_connection()
    }

    /// The service's time in milliseconds since 1970.
    pub(super) fn now_unix_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let machine = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        machine.saturating_add(self.clock_offset_seconds.load(Ordering::SeqCst).saturating_mul(1000))
    }

    /// Records a request, waits as its faults say, and decides its answer.
    pub(super) async fn respond(&self, request: &HttpRequest, connection: u64) -> Outcome {
        if let Some(reply) = cors::preflight(request) {
            return Outcome::Send(reply);
        }
        let call = Call::read(request);
        let plan = lock(&self.faults).take_for_request(call.operation);
        // The ticket comes before the record: who has seen the record may release, and that has to count.
        let ticket = self.gate.ticket();
        let record = RequestRecord {
            connection,
            operation: call.operation,
            headers: request.headers.clone(),
            body: call.body(),
        };
        self.journal.record(request.bytes(), record);
        for fault in &plan.0 {
            match fault {
                Fault::Delay(duration) => tokio::time::sleep(*duration).await,
                Fault::Hold => self.gate.wait(ticket).await,
                _ => {}
            }
        }
        let context = Context {
            now_unix_ms: self.now_unix_ms(),
            expiration_format: self.expiration_format,
            request_id: lock(&self.pools).request_id(),
            protocol: call.protocol(),
        };
        let mut outcome = decide(&plan, &context, || self.perform(&call, context.now_unix_ms));
        cors::allow(request, &mut outcome);
        if self.is_verbose {
            // Standard output is for the parent process; nothing is to be done when nobody can read this.
            drop(writeln!(io::stderr(), "{}", served(request, connection, call.operation, &outcome)));
        }
        outcome
    }

    fn perform(&self, call: &Call<'_>, now_unix_ms: i64) -> Result<Answer, ServiceError> {
        let input = call.input()?;
        lock(&self.pools).answer(input, now_unix_ms)
    }
}

/// The line of `--verbose`: no header and no body, since both have tokens in them.
fn served(request: &HttpRequest, connection: u64, operation: Option<Operation>, outcome: &Outcome) -> String {
    let asked =
        operation.map_or_else(|| format!("{} {}", request.method, request.path), |one| one.name().to_owned());
    let answered = match outcome {
        Outcome::Send(reply) => reply.summary(),
        Outcome::NeverAnswer => "never answered".to_owned(),
        Outcome::Reset => "connection reset".to_owned(),
        Outcome::Close => "connection closed".to_owned(),
    };
    format!("connection {connection}: {asked}: {answered}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::reply::Reply;

    #[test]
    fn a_request_is_told_in_one_line_without_its_tokens() {
        let request = HttpRequest {
            method: "GET".to_owned(),
            path: "/x".to_owned(),
            headers: vec![("Authorization".to_owned(), "secret".to_owned())],
            body: b"secret".to_vec(),
            keep_alive: true,
        };
        let mut refusal = Reply::json(400, "{}");
        refusal.header("x-amzn-errortype", "NotAuthorizedException:");
        let table = [
            (Outcome::Send(Reply::json(200, "secret")), "connection 3: GetId: 200"),
            (Outcome::Send(refusal), "connection 3: GetId: 400 NotAuthorizedException"),
            (Outcome::NeverAnswer, "connection 3: GetId: never answered"),
            (Outcome::Reset, "connection 3: GetId: connection reset"),
            (Outcome::Close, "connection 3: GetId: connection closed"),
        ];
        for (outcome, line) in table {
            assert_eq!(served(&request, 3, Some(Operation::GetId), &outcome), line);
        }
        assert_eq!(served(&request, 4, None, &Outcome::Close), "connection 4: GET /x: connection closed");
    }
}
