//! [`Emulator`] as `cognito_native::emulator` has it, for a suite that cannot tell the difference: the program
//! `cognito-emulator` in a process of its own, driven by `POST /control`. The types that say what is wanted are the real
//! ones.

// Its own files: they know nothing of what runs them.
#[path = "../../src/emulator/fault.rs"]
mod fault;
#[path = "../../src/emulator/fault_queue.rs"]
#[allow(dead_code, reason = "a test injects, and the other process has the queue")]
mod fault_queue;
#[path = "../../src/emulator/operation.rs"]
#[allow(dead_code, reason = "a test names operations, and reads no request")]
mod operation;
#[path = "../../src/emulator/options.rs"]
#[allow(dead_code, reason = "a test gives no argument of a command line")]
mod options;
#[path = "../../src/emulator/pool_options.rs"]
mod pool_options;

mod process;
mod spec;

use std::io;

use serde_json::{Value, json};

pub use fault::Fault;
pub use fault_queue::{On, Times};
pub use operation::Operation;
pub use options::{EmulatorOptions, InvalidOption};
pub use pool_options::{LoginProvider, PoolOptions, PoolRoles};

use process::Process;

/// A running emulator; ends when it is dropped.
pub struct Emulator {
    process: Process,
}

/// A token to issue, as in `cognito_native::emulator`.
#[derive(Clone, Debug)]
pub struct LoginToken {
    pub provider: String,
    pub subject: String,
    pub audience: Option<String>,
    pub expires_in_seconds: i64,
    pub is_forged: bool,
}

impl LoginToken {
    pub fn new(provider: &str, subject: &str, audience: &str) -> Self {
        let (provider, subject) = (provider.to_owned(), subject.to_owned());
        Self {
            provider,
            subject,
            audience: Some(audience.to_owned()),
            expires_in_seconds: 3600,
            is_forged: false,
        }
    }
}

/// For whom credentials were issued.
pub struct IssuedCredentials {
    pub identity_id: String,
    pub role_arn: Option<String>,
    pub session_name: Option<String>,
}

/// Counts since the start.
pub struct Stats {
    pub connections: u64,
    pub tls_handshakes: u64,
    pub tls_resumptions: u64,
    requests: Value,
    unknown_requests: u64,
}

impl Stats {
    pub fn requests_for(&self, operation: Operation) -> u64 {
        self.requests[operation.name()].as_u64().unwrap()
    }

    pub fn all_requests(&self) -> u64 {
        Operation::ALL.into_iter().map(|operation| self.requests_for(operation)).sum::<u64>()
            + self.unknown_requests
    }
}

/// One request as it arrived.
pub struct RequestRecord {
    pub body: Value,
    headers: Vec<(String, String)>,
}

impl RequestRecord {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Emulator {
    /// # Errors
    /// The program does not start.
    pub fn start(options: EmulatorOptions) -> io::Result<Self> {
        let EmulatorOptions { https, clock_offset_seconds, .. } = options;
        // What else there is to want is not carried over yet.
        let rest = EmulatorOptions {
            https,
            clock_offset_seconds,
            control: options.control,
            ..EmulatorOptions::default()
        };
        assert_eq!(options, rest);
        Ok(Self { process: Process::start(https, clock_offset_seconds)? })
    }

    pub fn endpoint(&self) -> String {
        self.process.endpoint.clone()
    }

    pub fn ca_pem(&self) -> Option<&str> {
        self.process.ca_pem.as_deref()
    }

    fn control(&self, command: &Value) -> Value {
        self.process.control(command)
    }

    /// # Errors
    /// None: what cannot be done fails the test.
    pub fn add_pool(&self, options: PoolOptions) -> Result<String, InvalidOption> {
        Ok(text(&self.control(&spec::pool(options)), "id").unwrap())
    }

    pub fn delete_identity(&self, id: &str) -> bool {
        self.control(&json!({ "command": "delete-identity", "id": id }))["found"] == true
    }

    pub fn disable_identity(&self, id: &str) -> bool {
        self.control(&json!({ "command": "disable-identity", "id": id }))["found"] == true
    }

    pub fn identity_ids(&self, pool_id: &str) -> Vec<String> {
        let answer = self.control(&json!({ "command": "identities", "pool": pool_id }));
        serde_json::from_value(answer["identities"].clone()).unwrap()
    }

    pub fn issue_login_token(&self, token: &LoginToken) -> String {
        let answer = self.control(&json!({
            "command": "issue-token",
            "provider": token.provider,
            "subject": token.subject,
            "audience": token.audience,
            "expires_in_seconds": token.expires_in_seconds,
            "forged": token.is_forged,
        }));
        text(&answer, "token").unwrap()
    }

    /// # Errors
    /// None: what cannot be done fails the test.
    pub fn developer_identity(
        &self,
        pool_id: &str,
        user_id: &str,
        token_lifetime_seconds: i64,
    ) -> Result<(String, String), InvalidOption> {
        let answer = self.control(&json!({
            "command": "developer-identity",
            "pool": pool_id,
            "user": user_id,
            "lifetime_seconds": token_lifetime_seconds,
        }));
        Ok((text(&answer, "id").unwrap(), text(&answer, "token").unwrap()))
    }

    pub fn issued_credentials(&self, access_key_id: &str) -> Option<IssuedCredentials> {
        let answer =
            self.control(&json!({ "command": "issued-credentials", "access_key_id": access_key_id }));
        Some(IssuedCredentials {
            identity_id: text(&answer, "identity_id")?,
            role_arn: text(&answer, "role_arn"),
            session_name: text(&answer, "session_name"),
        })
    }

    pub fn set_clock_offset_seconds(&self, seconds: i64) {
        self.control(&json!({ "command": "set-clock-offset", "seconds": seconds }));
    }

    pub fn inject(&self, fault: Fault, on: impl Into<On>, times: impl Into<Times>) {
        self.control(&spec::injection(fault, on.into(), times.into()));
    }

    pub fn clear_faults(&self) {
        self.control(&json!({ "command": "clear-faults" }));
    }

    pub fn stats(&self) -> Stats {
        let answer = self.control(&json!({ "command": "stats" }));
        let number = |name: &str| answer[name].as_u64().unwrap();
        Stats {
            connections: number("connections"),
            tls_handshakes: number("tls_handshakes"),
            tls_resumptions: number("tls_resumptions"),
            unknown_requests: number("unknown_requests"),
            requests: answer["requests"].clone(),
        }
    }

    pub fn requests(&self) -> Vec<RequestRecord> {
        let answer = self.control(&json!({ "command": "requests" }));
        let record = |request: &Value| RequestRecord {
            body: request["body"].clone(),
            headers: serde_json::from_value(request["headers"].clone()).unwrap(),
        };
        answer["requests"].as_array().unwrap().iter().map(record).collect()
    }
}

fn text(answer: &Value, name: &str) -> Option<String> {
    answer[name].as_str().map(str::to_owned)
}
