//! The classic flow: a token from Cognito, then STS on the same port, form in and XML out.

use serde_json::{Value, json};

use super::client::RawAnswer;
use super::*;

const PLAYER_ROLE: &str = "arn:aws:iam::123456789012:role/game/player";
const GUEST_ROLE: &str = "arn:aws:iam::123456789012:role/guest";

type Fields<'a> = &'a [(&'a str, &'a str)];

fn with_roles() -> (Emulator, String) {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let roles = Some(PoolRoles {
        authenticated: Some(PLAYER_ROLE.to_owned()),
        unauthenticated: Some(GUEST_ROLE.to_owned()),
        max_session_seconds: 7200,
        ..PoolRoles::default()
    });
    let pool_id = emulator.add_pool(PoolOptions { roles, ..PoolOptions::default() }).unwrap();
    (emulator, pool_id)
}

fn open_id_token(emulator: &Emulator, id: &str) -> String {
    let answer = Client::new(emulator).ask(Operation::GetOpenIdToken, &get_credentials(id));
    answer.json()["Token"].as_str().unwrap().to_owned()
}

fn post(emulator: &Emulator, fields: Fields<'_>) -> RawAnswer {
    let escape = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let mut client = Client::new(emulator);
    client.send_raw("/", "Content-Type: application/x-www-form-urlencoded\r\n", &body.join("&"));
    client.read_answer().unwrap()
}

/// Assumes a role; of a field given twice the last counts.
fn assume(emulator: &Emulator, role: &str, token: &str, more: Fields<'_>) -> RawAnswer {
    let fields = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", role),
        ("RoleSessionName", "cognito-native"),
        ("WebIdentityToken", token),
    ];
    post(emulator, &[&fields, more].concat())
}

fn element<'a>(answer: &'a RawAnswer, name: &str) -> &'a str {
    let rest = answer.body.split_once(&format!("<{name}>")).unwrap().1;
    rest.split_once(&format!("</{name}>")).unwrap().0
}

fn assert_refused(answer: &RawAnswer, status: u16, code: &str, text: &str) {
    assert_eq!((answer.status, element(answer, "Code")), (status, code), "{}", answer.body);
    assert!(element(answer, "Message").contains(text), "{}", answer.body);
    assert_eq!(answer.header("x-amzn-requestid"), Some(element(answer, "RequestId")));
    assert!(answer.body.starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"));
}

#[test]
fn a_guest_gets_credentials_in_three_steps() {
    let (emulator, pool_id) = with_roles();
    let id = guest(&emulator, &pool_id);
    let answer = assume(&emulator, GUEST_ROLE, &open_id_token(&emulator, &id), &[("DurationSeconds", "900")]);
    assert_eq!((answer.status, answer.header("Content-Type")), (200, Some("text/xml")), "{}", answer.body);
    let key = element(&answer, "AccessKeyId");
    let issued = emulator.issued_credentials(key).unwrap();
    assert_eq!((&issued.identity_id, issued.role_arn.as_deref()), (&id, Some(GUEST_ROLE)));
    assert_eq!(issued.session_name.as_deref(), Some("cognito-native"));
    assert_eq!(element(&answer, "SecretAccessKey").len(), 40);
    assert_eq!(element(&answer, "SubjectFromWebIdentityToken"), id);
    assert_eq!(element(&answer, "Audience"), pool_id);
    assert_eq!(element(&answer, "Provider"), "cognito-identity.amazonaws.com");
    assert_eq!(element(&answer, "Arn"), "arn:aws:sts::123456789012:assumed-role/guest/cognito-native");
    let date = httpdate::parse_http_date(answer.header("Date").unwrap()).unwrap();
    let date = date.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(issued.expiration_unix_ms / 1000, i64::try_from(date + 900).unwrap());
    assert!(element(&answer, "Expiration").ends_with('Z'));
    assert!(answer.body.contains(element(&answer, "RequestId")));
}

#[test]
fn a_developers_token_skips_the_second_step() {
    let (emulator, pool_id) = with_roles();
    let (id, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let answer = assume(&emulator, PLAYER_ROLE, &token, &[]);
    assert_eq!(element(&answer, "SubjectFromWebIdentityToken"), id);
    assert!(answer.body.contains(":assumed-role/player/cognito-native<"), "the path is not part of the name");
}

#[test]
fn tokens_that_sts_does_not_believe_are_refused() {
    let (emulator, pool_id) = with_roles();
    let token = open_id_token(&emulator, &guest(&emulator, &pool_id));
    let (other, _) = with_roles();
    let login = emulator.issue_login_token(&LoginToken::new("a.example", "ann", "app"));
    let elsewhere = other.add_pool(PoolOptions { id: Some(pool_id), ..PoolOptions::default() }).unwrap();
    let foreign = open_id_token(&other, &guest(&other, &elsewhere));
    let table = [
        ("nonsense", "not a valid JWT"),
        (&login, "No OpenIDConnect provider found in your account for https://a.example"),
        (&foreign, "signature"),
    ];
    for (token, text) in table {
        assert_refused(&assume(&emulator, GUEST_ROLE, token, &[]), 400, "InvalidIdentityToken", text);
    }
    emulator.set_clock_offset_seconds(580);
    assert_eq!(
        assume(&emulator, GUEST_ROLE, &token, &[]).status,
        200,
        "ten minutes, less the test's own time"
    );
    emulator.set_clock_offset_seconds(601);
    let answer = assume(&emulator, GUEST_ROLE, &token, &[]);
    assert_refused(&answer, 400, "ExpiredTokenException", "Token expired: current date/time ");
}

#[test]
fn roles_trust_one_pool_and_one_state() {
    let (emulator, pool_id) = with_roles();
    let open = emulator.add_pool(PoolOptions::default()).unwrap();
    let guests = open_id_token(&emulator, &guest(&emulator, &pool_id));
    let strangers = open_id_token(&emulator, &guest(&emulator, &open));
    let (_, players) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let other_role = "arn:aws:iam::123456789012:role/other";
    let table = [
        (GUEST_ROLE, &guests, 200),
        (PLAYER_ROLE, &guests, 403),
        (GUEST_ROLE, &players, 403),
        (PLAYER_ROLE, &players, 200),
        (other_role, &players, 403),
        (GUEST_ROLE, &strangers, 403),
        (other_role, &strangers, 200),
    ];
    for (role, token, status) in table {
        let answer = assume(&emulator, role, token, &[]);
        assert_eq!(answer.status, status, "{role}: {}", answer.body);
        if status == 403 {
            assert_refused(
                &answer,
                403,
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            );
        }
    }
}

#[test]
fn limits_and_policies_are_checked() {
    let (emulator, pool_id) = with_roles();
    let token = open_id_token(&emulator, &guest(&emulator, &pool_id));
    let (policy, long) = ("{\"Statement\":[]}", "x".repeat(2049));
    let arn = format!("arn:aws:iam::aws:policy/{}", "x".repeat(2020));
    let first = "PolicyArns.member.1.arn";
    let table: [(Fields<'_>, &str, &str); 9] = [
        (&[("DurationSeconds", "899")], "ValidationError", "greater than or equal to 900"),
        (&[("DurationSeconds", "43201")], "ValidationError", "less than or equal to 43200"),
        (
            &[("DurationSeconds", "7201")],
            "ValidationError",
            "exceeds the MaxSessionDuration set for this role",
        ),
        (&[("RoleSessionName", "a b")], "ValidationError", "'roleSessionName'"),
        (&[("Policy", &long)], "ValidationError", "'policy'"),
        (&[("Policy", "{")], "MalformedPolicyDocument", "invalid Json"),
        (&[("Policy", policy), (first, &arn)], "PackedPolicyTooLarge", "Packed policy consumes 101%"),
        (&[("Version", "2010-01-01")], "InvalidAction", "Could not find operation"),
        (&[("Action", "AssumeRole")], "InvalidAction", "AssumeRole for version 2011-06-15"),
    ];
    for (more, code, text) in table {
        assert_refused(&assume(&emulator, GUEST_ROLE, &token, more), 400, code, text);
    }
    let answer = assume(&emulator, GUEST_ROLE, &token, &[("Policy", policy)]);
    assert_eq!(element(&answer, "PackedPolicySize"), "1");
    let mut client = Client::new(&emulator);
    client.send_raw("/", "Content-Type: application/x-www-form-urlencoded\r\n", "Action=%");
    assert_refused(&client.read_answer().unwrap(), 400, "MalformedQueryString", "cannot be read");
}

#[test]
fn faults_strike_sts_in_its_own_form() {
    let (emulator, pool_id) = with_roles();
    let token = open_id_token(&emulator, &guest(&emulator, &pool_id));
    let struck = |fault: Fault| {
        emulator.inject(fault, Operation::AssumeRoleWithWebIdentity, 1);
        assume(&emulator, GUEST_ROLE, &token, &[])
    };
    let text = "The identity provider did not answer.";
    let answer = struck(Fault::error(400, "IDPCommunicationError", text));
    assert_refused(&answer, 400, "IDPCommunicationError", text);
    let answer = struck(Fault::unavailable(503));
    assert_refused(&answer, 503, "InternalErrorException", "");
    assert_eq!(element(&answer, "Type"), "Receiver");
    assert!(!struck(Fault::MissingField("SecretAccessKey".into())).body.contains("SecretAccessKey"));
    assert!(!struck(Fault::MissingField("Credentials".into())).body.contains("AccessKeyId"));
    assert_eq!(element(&struck(Fault::ExpirationJson("soon".into())), "Expiration"), "soon");
    let expired = struck(Fault::expired());
    assert!(element(&expired, "Expiration") < element(&struck(Fault::RetryAfterMs(1)), "Expiration"));
    let large = struck(Fault::OversizeBody(70_000));
    assert!(large.body.len() > 70_000 && !element(&large, "AccessKeyId").is_empty());
    assert!(!struck(Fault::MalformedJson).body.contains("</AssumeRoleWithWebIdentityResponse>"));
}

#[test]
fn requests_to_sts_are_counted_and_logged() {
    let (emulator, pool_id) = with_roles();
    let token = open_id_token(&emulator, &guest(&emulator, &pool_id));
    assume(&emulator, GUEST_ROLE, &token, &[]);
    assert_eq!(emulator.stats().requests_for(Operation::AssumeRoleWithWebIdentity), 1);
    let record = emulator.requests().pop().unwrap();
    let expected = json!({
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": GUEST_ROLE,
        "RoleSessionName": "cognito-native",
        "WebIdentityToken": token,
    });
    assert_eq!((record.operation, record.body), (Some(Operation::AssumeRoleWithWebIdentity), expected));
    let target = Client::new(&emulator).ask(Operation::AssumeRoleWithWebIdentity, "{}");
    assert_eq!(target.json()["__type"], "UnknownOperationException", "not an operation of Cognito");
    assert_eq!(emulator.stats().unknown_requests, 1);
}

#[test]
fn a_pool_may_refuse_the_classic_flow() {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let options = PoolOptions { allow_classic_flow: false, ..PoolOptions::default() };
    let id = guest(&emulator, &emulator.add_pool(options).unwrap());
    let answer = Client::new(&emulator).ask(Operation::GetOpenIdToken, &get_credentials(&id)).json();
    let message = "Basic (classic) flow is not enabled, please use enhanced flow.";
    let expected: Value = json!({ "__type": "InvalidParameterException", "message": message });
    assert_eq!(answer, expected);
}
