//! What a provider writes to the host's log. Names the pool and the profile, never a token, a key or a body.

use crate::clock::Instant;
use crate::error::ResultCode;
use crate::http::{Request, Response, TransportError};
use crate::queue::log::{Level, log};
use crate::queue::{Completion, EventKind};
use crate::store::Key;

/// An exchange, from its start.
pub(super) struct Exchange {
    what: String,
    started: Instant,
}

impl Exchange {
    pub(super) fn start(key: &Key, request: &Request) -> Self {
        let header = |name: &str| {
            request.headers.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value.as_str())
        };
        let operation = header("x-amz-target").rsplit('.').next().unwrap_or_default();
        let what = format!("{}: {operation}, {}", subject(key), header("amz-sdk-request"));
        Self { what, started: Instant::now() }
    }

    pub(super) fn end(&self, result: &Result<Response, TransportError>) {
        let (what, ms) = (&self.what, self.started.elapsed().as_millis());
        match result {
            Ok(response) => log(Level::Debug, format_args!("{what}: HTTP {} in {ms} ms", response.status)),
            Err(error) => log(Level::Warning, format_args!("{what}: {error} after {ms} ms")),
        }
    }
}

/// A request was answered.
pub(super) fn completed(key: &Key, completion: &Completion) {
    let Some(failure) = &completion.failure else { return };
    if completion.result == ResultCode::Cancelled {
        return; // what the host itself asked for
    }
    let failure = &failure.failure;
    log(Level::Error, format_args!("{}: {failure}. {}", subject(key), failure.hint));
}

/// An event was told.
pub(super) fn told(key: &Key, completion: &Completion) {
    let Some(event) = &completion.event else { return };
    let subject = subject(key);
    let id = completion.identity_id.as_deref().unwrap_or(c"none").to_string_lossy();
    match event.kind {
        EventKind::IdentityChanged => {
            log(Level::Info, format_args!("{subject}: the identity id is now {id}"));
        }
        EventKind::CredentialsRefreshed => log(Level::Info, format_args!("{subject}: new credentials")),
        EventKind::CredentialsExpiring => {
            log(Level::Info, format_args!("{subject}: the credentials expire soon"));
        }
        EventKind::RefreshFailed | EventKind::LoginRequired | EventKind::StoreDegraded => {
            if let Some(failure) = &completion.failure {
                log(Level::Warning, format_args!("{subject}: {:?}: {}", event.kind, failure.failure));
            }
        }
    }
}

fn subject(key: &Key) -> String {
    format!("{} ({})", key.identity_pool_id, key.profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_names_the_pool_the_profile_and_the_attempt_and_nothing_of_the_body() {
        let key = Key { identity_pool_id: "us-east-1:p".to_owned(), profile: "default".to_owned() };
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "AWSCognitoIdentityService.GetId"),
            ("amz-sdk-request", "attempt=1; max=3"),
        ];
        let request = Request {
            url: "https://identity.example/".to_owned(),
            headers: headers.map(|(name, value)| (name, value.to_owned())).into(),
            body: b"secret".to_vec().into(),
        };
        let exchange = Exchange::start(&key, &request);
        assert_eq!(exchange.what, "us-east-1:p (default): GetId, attempt=1; max=3");
    }
}
