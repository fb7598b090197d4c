//! What a test wants, in the words of the control endpoint.

use serde_json::{Value, json};

use super::{Fault, On, PoolOptions, Times};

/// The command that adds this pool.
pub(super) fn pool(options: PoolOptions) -> Value {
    let PoolOptions { id, allow_guests, allow_classic_flow, credentials_lifetime, account_id, .. } = options;
    let login_providers: Vec<Value> = options
        .login_providers
        .into_iter()
        .map(|provider| json!({ "name": provider.name, "audience": provider.audience }))
        .collect();
    let roles = options.roles.map(|roles| {
        json!({
            "authenticated": roles.authenticated,
            "unauthenticated": roles.unauthenticated,
            "custom": roles.custom,
            "denies_ambiguous": roles.denies_ambiguous,
            "max_session_seconds": roles.max_session_seconds,
        })
    });
    json!({
        "command": "add-pool",
        "id": id,
        "guests": allow_guests,
        "classic_flow": allow_classic_flow,
        "lifetime_seconds": credentials_lifetime.as_secs(),
        "account_id": account_id,
        "login_providers": login_providers,
        "roles": roles,
    })
}

/// The command that makes this go wrong.
pub(super) fn injection(fault: Fault, on: On, times: Times) -> Value {
    let on = match on {
        On::Any => "any",
        On::Only(operation) => operation.name(),
    };
    let times = match times {
        Times::Count(count) => json!(count),
        Times::Forever => json!("forever"),
    };
    json!({ "command": "inject", "faults": [words(fault)], "on": on, "times": times })
}

fn words(fault: Fault) -> String {
    match fault {
        Fault::Delay(time) => format!("delay={}", time.as_millis()),
        // The words know whole milliseconds.
        Fault::Drip(pause) => format!("drip={}", pause.as_millis().max(1)),
        Fault::Hold => "hold".to_owned(),
        Fault::NeverAnswer => "never-answer".to_owned(),
        Fault::Reset => "reset".to_owned(),
        Fault::Close => "close".to_owned(),
        Fault::TlsFailure => "tls-failure".to_owned(),
        Fault::Error { status, code, message } => format!("error={status},{code},{message}"),
        Fault::Html { status } => format!("html={status}"),
        Fault::CaptivePortal => "captive-portal".to_owned(),
        Fault::Redirect(url) => format!("redirect={url}"),
        Fault::Raw { status, body, .. } => format!("raw={status},{body}"),
        Fault::MissingField(field) => format!("missing={field}"),
        Fault::WrongIdentityId(id) => format!("wrong-identity={id}"),
        Fault::ExpiresInSeconds(seconds) => format!("expires-in={seconds}"),
        Fault::ExpirationFormat(format) => format!("expiration-format={format:?}").to_lowercase(),
        Fault::ExpirationJson(json) => format!("expiration={json}"),
        Fault::RetryAfterMs(ms) => format!("retry-after={ms}"),
        Fault::DateOffsetSeconds(seconds) => format!("date-offset={seconds}"),
        Fault::DateAbsent => "no-date".to_owned(),
        Fault::DateGarbage => "bad-date".to_owned(),
        Fault::EmptyBody => "empty".to_owned(),
        Fault::MalformedJson => "malformed".to_owned(),
        Fault::OversizeBody(bytes) => format!("oversize={bytes}"),
        Fault::Truncate => "truncate".to_owned(),
        Fault::CloseAfterAnswer => "close-after-answer".to_owned(),
    }
}
