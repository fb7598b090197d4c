//! Everything a network or a service can do wrong, once: a passing fault is retried and never seen by the host; one
//! that stays has its own code, and what the service said is told.

use std::time::Duration;

use cognito_native::ffi::result::*;

use super::emulator::{Fault, On, Operation, Times};
use super::host::{Setup, emulator};

/// Faults, and the code of one that stays.
fn faults() -> Vec<(Fault, cognito_result)> {
    vec![
        (Fault::throttle(), COGNITO_ERROR_THROTTLED),
        (Fault::throttle_at(429), COGNITO_ERROR_THROTTLED),
        (Fault::unavailable(500), COGNITO_ERROR_SERVICE_UNAVAILABLE),
        (Fault::unavailable(503), COGNITO_ERROR_SERVICE_UNAVAILABLE),
        (Fault::Html { status: 502 }, COGNITO_ERROR_SERVICE_UNAVAILABLE),
        (Fault::CaptivePortal, COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::Redirect("http://127.0.0.1:1/".to_owned()), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::Reset, COGNITO_ERROR_NETWORK),
        (Fault::Close, COGNITO_ERROR_NETWORK),
        (Fault::Truncate, COGNITO_ERROR_NETWORK),
        (Fault::EmptyBody, COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::MalformedJson, COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::OversizeBody(70_000), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::NeverAnswer, COGNITO_ERROR_NETWORK),
        (Fault::expired(), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::MissingField("SessionToken".to_owned()), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::MissingField("SecretKey".to_owned()), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::MissingField("AccessKeyId".to_owned()), COGNITO_ERROR_INVALID_RESPONSE),
        (Fault::MissingField("Expiration".to_owned()), COGNITO_ERROR_INVALID_RESPONSE),
    ]
}

#[test]
fn a_passing_fault_is_never_seen() {
    let (emulator, pool_id) = emulator(false);
    for (fault, _) in faults() {
        let described = format!("{fault:?}");
        // A connection that served GetId and then ends without a word is taken for one that was closed while idle: the
        // request goes out once more, and it is no retry.
        let retries = u64::from(!matches!(fault, Fault::Reset | Fault::Close));
        emulator.inject(fault, Operation::GetCredentialsForIdentity, 1);
        let host = Setup::on(&emulator, &pool_id).with(|options| options.request_timeout_ms = 500).start();
        let answer = host.get_credentials();
        assert_eq!(answer.result, COGNITO_OK, "{described}: {answer:?}");
        assert_eq!(host.snapshot().retries, retries, "{described}");
    }
}

#[test]
fn a_lasting_fault_has_its_code_after_the_attempts() {
    let (emulator, pool_id) = emulator(false);
    for (fault, result) in faults() {
        let described = format!("{fault:?}");
        emulator.inject(fault, Operation::GetCredentialsForIdentity, Times::Forever);
        let adjust = |options: &mut cognito_native::ffi::options::cognito_provider_options| {
            options.request_timeout_ms = 300;
            options.max_attempts = 2;
        };
        let host = Setup::on(&emulator, &pool_id).with(adjust).start();
        let failed = host.get_credentials();
        assert_eq!(failed.result, result, "{described}: {failed:?}");
        assert_eq!(failed.attempts, 2, "{described}");
        assert!(
            failed.retryable && failed.message.is_some() && failed.hint.is_some(),
            "{described}: {failed:?}"
        );
        emulator.clear_faults();
    }
}

#[test]
fn oddities_that_are_no_faults_are_taken_as_they_are() {
    let (emulator, pool_id) = emulator(false);
    let oddities = [
        Fault::ExpirationJson("1.9e9".to_owned()),
        Fault::Drip(Duration::from_micros(200)),
        Fault::DateAbsent,
        Fault::DateGarbage,
        Fault::CloseAfterAnswer,
        Fault::Delay(Duration::from_millis(20)),
    ];
    for fault in oddities {
        let described = format!("{fault:?}");
        emulator.inject(fault, On::Any, 2);
        let host = Setup::on(&emulator, &pool_id).start();
        assert_eq!(host.get_credentials().result, COGNITO_OK, "{described}");
        assert_eq!(host.snapshot().retries, 0, "{described}");
        emulator.clear_faults();
    }
}

#[test]
fn what_the_service_said_is_told() {
    let (emulator, pool_id) = emulator(false);
    let said = Fault::error(
        400,
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration.",
    );
    emulator.inject(said, Operation::GetCredentialsForIdentity, 1);
    let failed = Setup::on(&emulator, &pool_id).start().get_credentials();
    assert_eq!(failed.result, COGNITO_ERROR_ROLE_NOT_ALLOWED);
    assert_eq!(failed.aws_error_code.as_deref(), Some("InvalidIdentityPoolConfigurationException"));
    assert_eq!(failed.http_status, 400);
    assert!(failed.message.unwrap().contains("Invalid identity pool configuration."));
    assert!(failed.hint.unwrap().contains("trust policy"));
}

#[test]
fn a_tls_failure_is_its_own_error() {
    let (emulator, pool_id) = emulator(true);
    let mut setup = Setup::on(&emulator, &pool_id).with(|options| options.max_attempts = 1);
    setup.ca_pem = None;
    let failed = setup.start().get_credentials();
    assert_eq!(failed.result, COGNITO_ERROR_TLS, "{failed:?}");
    assert!(failed.hint.unwrap().contains("ca_pem"));
}
