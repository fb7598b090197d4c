//! `POST /control`: the emulator driven from outside the process, by tests in C, C#, Python and anything that
//! speaks HTTP. Invariant: whatever [`Emulator`](super::Emulator) can do, a command here can do.
//!
//! The body is a JSON object with `command`; the answer is a JSON object, at HTTP 400 with `error` when the
//! command could not be done. Any `Content-Type` will do. Connections and requests used for control are not
//! in the statistics or the log. A `Host` that is not this machine's or an `Origin` that is not the emulator's own is
//! refused with HTTP 403: that is a web page, not a tool.
//!
//! | `command` | members | answer |
//! |---|---|---|
//! | `add-pool` | `id`?, `guests`? (true), `classic_flow`? (true), `lifetime_seconds`? (3600), `account_id`?, `login_providers`? (list of names, or of objects with `name` and `audience`: tokens are checked), `roles`? (object of `authenticated`?, `unauthenticated`?, `custom`? (list of ARNs), `denies_ambiguous`? (false), `max_session_seconds`? (43200)) | `id` |
//! | `issue-token` | `provider`, `subject`, `audience`?, `expires_in_seconds`? (3600; may be negative), `forged`? (false) | `token` |
//! | `developer-identity` | `pool`, `user`, `lifetime_seconds`? (900; may be negative) | `id`, `token` |
//! | `issued-credentials` | `access_key_id` | `found`, and if so `identity_id`, `role_arn`, `session_name`, `expiration_unix_ms` |
//! | `identities` | `pool` | `identities`: ids, oldest first |
//! | `add-identity` | `pool`, `id`: a guest the client knows from an earlier run | |
//! | `delete-identity` | `id` | `found` |
//! | `disable-identity` | `id` | `found` |
//! | `inject` | `faults`: list of `KIND` or `KIND=VALUE` (see [`KINDS`](super::KINDS)), `on`? (`any`), `times`? (1; a number or `"forever"`) | |
//! | `clear-faults` | | |
//! | `release` | | |
//! | `set-clock-offset` | `seconds` | |
//! | `stats` | | `connections`, `open_connections`, `tls_handshakes`, `tls_resumptions` (of these), `tls_failures`, `requests` (by operation), `unknown_requests`, `dropped_records` (no longer in the log) |
//! | `requests` | | `requests`: list of `connection`, `operation`, `headers` (list of pairs), `body` |
//! | `wait-for-requests` | `on` (an operation or `any`), `count`, `timeout_ms`? (10000) | `reached` |
//! | `wait-for-open-connections` | `count`, `timeout_ms`? (10000): waits until exactly that many are open | `reached` |

mod access;
mod pool;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::fault_queue::{On, Plan, Times};
use super::fault_spec::{read_fault, read_on, read_times};
use super::http_request::HttpRequest;
use super::journal::{RequestRecord, Stats};
use super::login_token::LoginToken;
use super::operation::Operation;
use super::options::InvalidOption;
use super::pool_options::PoolOptions;
use super::reply::Reply;
use super::service::Service;

/// Performs the command in the request's body.
pub(super) async fn answer(service: &Service, request: &HttpRequest) -> Reply {
    if let Err(InvalidOption(text)) = access::check(request) {
        return Reply::json(403, json!({ "error": text }).to_string());
    }
    let result = match serde_json::from_slice(&request.body) {
        Ok(object) => Command { object: &object }.perform(service).await,
        Err(error) => Err(InvalidOption(format!("the body is not a JSON object: {error}"))),
    };
    match result {
        Ok(value) => Reply::json(200, value.to_string()),
        Err(InvalidOption(text)) => Reply::json(400, json!({ "error": text }).to_string()),
    }
}

struct Command<'a> {
    object: &'a Map<String, Value>,
}

impl Command<'_> {
    async fn perform(&self, service: &Service) -> Result<Value, InvalidOption> {
        match self.text("command")? {
            "add-pool" => return Ok(json!({ "id": service.add_pool(self.pool()?)? })),
            "issue-token" => return self.issue_token(service),
            "developer-identity" => return self.developer_identity(service),
            "issued-credentials" => return self.issued_credentials(service),
            "identities" => return Ok(json!({ "identities": service.identity_ids(self.text("pool")?) })),
            "add-identity" => service.add_identity(self.text("pool")?, self.text("id")?)?,
            "delete-identity" => return Ok(json!({ "found": service.delete_identity(self.text("id")?) })),
            "disable-identity" => return Ok(json!({ "found": service.disable_identity(self.text("id")?) })),
            "inject" => service.inject(self.plan()?, self.on()?, self.times()?),
            "clear-faults" => service.clear_faults(),
            "release" => service.gate.release(),
            "set-clock-offset" => service.set_clock_offset_seconds(self.number("seconds", None)?),
            "stats" => return Ok(stats(&service.journal.stats())),
            "requests" => return Ok(json!({ "requests": log(&service.journal.log()) })),
            "wait-for-requests" => {
                let (on, count) = (self.on()?, self.number("count", None)?);
                return self.wait(service, |stats| requests(stats, on) >= count).await;
            }
            "wait-for-open-connections" => {
                let count: u64 = self.number("count", None)?;
                return self.wait(service, |stats| stats.open_connections == count).await;
            }
            other => return Err(InvalidOption(format!("command {other:?} is not known"))),
        }
        Ok(json!({}))
    }

    fn issue_token(&self, service: &Service) -> Result<Value, InvalidOption> {
        let token = service.issue_login_token(&LoginToken {
            provider: self.text("provider")?.to_owned(),
            subject: self.text("subject")?.to_owned(),
            audience: self.optional_text("audience")?,
            expires_in_seconds: self.number("expires_in_seconds", Some(3600))?,
            is_forged: self.flag("forged", false)?,
        });
        Ok(json!({ "token": token }))
    }

    fn developer_identity(&self, service: &Service) -> Result<Value, InvalidOption> {
        let (pool, user) = (self.text("pool")?, self.text("user")?);
        let lifetime_seconds = self.number("lifetime_seconds", Some(900))?;
        let (id, token) = service.developer_identity(pool, user, lifetime_seconds)?;
        Ok(json!({ "id": id, "token": token }))
    }

    fn issued_credentials(&self, service: &Service) -> Result<Value, InvalidOption> {
        let issued = service.issued(self.text("access_key_id")?);
        Ok(issued.map_or(json!({ "found": false }), |issued| {
            json!({
                "found": true,
                "identity_id": issued.identity_id,
                "role_arn": issued.role_arn,
                "session_name": issued.session_name,
                "expiration_unix_ms": issued.expiration_unix_ms,
            })
        }))
    }

    async fn wait(&self, service: &Service, wanted: impl Fn(&Stats) -> bool) -> Result<Value, InvalidOption> {
        let timeout = Duration::from_millis(self.number("timeout_ms", Some(10_000))?);
        Ok(json!({ "reached": service.journal.until(timeout, wanted).await }))
    }

    fn plan(&self) -> Result<Plan, InvalidOption> {
        let faults = self.texts("faults")?;
        if faults.is_empty() {
            return Err(InvalidOption("\"faults\" must be a list with at least one fault".to_owned()));
        }
        faults.iter().map(|fault| read_fault(fault)).collect::<Result<Vec<_>, _>>().map(Plan)
    }

    fn on(&self) -> Result<On, InvalidOption> {
        if self.object.contains_key("on") { read_on(self.text("on")?) } else { Ok(On::Any) }
    }

    fn times(&self) -> Result<Times, InvalidOption> {
        let wrong = || InvalidOption("\"times\" must be a number or \"forever\"".to_owned());
        match self.object.get("times") {
            None => Ok(Times::Count(1)),
            Some(Value::String(text)) => read_times(text).ok_or_else(wrong),
            Some(number) => read_times(&number.to_string()).ok_or_else(wrong),
        }
    }

    fn text(&self, name: &str) -> Result<&str, InvalidOption> {
        let text = self.object.get(name).and_then(Value::as_str);
        text.ok_or_else(|| InvalidOption(format!("{name:?} is missing or not a string")))
    }

    fn optional_text(&self, name: &str) -> Result<Option<String>, InvalidOption> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.text(name).map(|text| Some(text.to_owned())),
        }
    }

    fn flag(&self, name: &str, default: bool) -> Result<bool, InvalidOption> {
        let flag = self.object.get(name).map_or(Some(default), Value::as_bool);
        flag.ok_or_else(|| InvalidOption(format!("{name:?} must be true or false")))
    }

    fn texts(&self, name: &str) -> Result<Vec<String>, InvalidOption> {
        let wrong = || InvalidOption(format!("{name:?} must be a list of strings"));
        let Some(value) = self.object.get(name) else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(wrong)?;
        list.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn number<T: TryFrom<i64>>(&self, name: &str, default: Option<i64>) -> Result<T, InvalidOption> {
        let number = self.object.get(name).map_or(default, Value::as_i64);
        let number = number.and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| InvalidOption(format!("{name:?} is missing or not a whole number in range")))
    }
}

fn requests(stats: &Stats, on: On) -> u64 {
    match on {
        On::Any => stats.all_requests(),
        On::Only(operation) => stats.requests_for(operation),
    }
}

fn stats(stats: &Stats) -> Value {
    let requests: Map<String, Value> = Operation::ALL
        .into_iter()
        .map(|operation| (operation.name().to_owned(), stats.requests_for(operation).into()))
        .collect();
    json!({
        "connections": stats.connections,
        "open_connections": stats.open_connections,
        "tls_handshakes": stats.tls_handshakes,
        "tls_resumptions": stats.tls_resumptions,
        "tls_failures": stats.tls_failures,
        "requests": requests,
        "unknown_requests": stats.unknown_requests,
        "dropped_records": stats.dropped_records,
    })
}

fn log(records: &[RequestRecord]) -> Vec<Value> {
    let entry = |record: &RequestRecord| {
        json!({
            "connection": record.connection,
            "operation": record.operation.map(Operation::name),
            "headers": record.headers,
            "body": record.body,
        })
    };
    records.iter().map(entry).collect()
}
