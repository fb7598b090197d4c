//! Login tokens that are checked, and what logins do to identities, as a client meets it.

use std::thread;

use serde_json::{Value, json};

use super::*;

const PROVIDER: &str = "accounts.example.com";
const APP: &str = "my-game";

/// An emulator whose pool has two providers with checks, and one without.
fn with_providers() -> (Emulator, String) {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let login_providers = vec![
        LoginProvider::checked(PROVIDER, APP),
        LoginProvider::checked(PROVIDER, "my-other-game"),
        LoginProvider::checked("other.example", APP),
        LoginProvider::plain("plain.example"),
    ];
    let pool_id = emulator.add_pool(PoolOptions { login_providers, ..PoolOptions::default() }).unwrap();
    (emulator, pool_id)
}

fn token(emulator: &Emulator, provider: &str, subject: &str) -> String {
    emulator.issue_login_token(&LoginToken::new(provider, subject, APP))
}

fn ask(emulator: &Emulator, operation: Operation, body: &Value) -> Result<Value, String> {
    let answer = Client::new(emulator).ask(operation, &body.to_string());
    if answer.status == 200 {
        return Ok(serde_json::from_str(&answer.body).unwrap_or(Value::Null));
    }
    let body = answer.json();
    Err(format!("{}: {}", body["__type"].as_str().unwrap(), body["message"].as_str().unwrap()))
}

fn id_of(emulator: &Emulator, pool_id: &str, logins: &Value) -> Result<String, String> {
    let answer = ask(emulator, Operation::GetId, &json!({ "IdentityPoolId": pool_id, "Logins": logins }));
    answer.map(|answer| answer["IdentityId"].as_str().unwrap().to_owned())
}

fn credentials_of(emulator: &Emulator, id: &str, logins: &Value) -> Result<String, String> {
    let body = json!({ "IdentityId": id, "Logins": logins });
    let answer = ask(emulator, Operation::GetCredentialsForIdentity, &body);
    answer.map(|answer| answer["IdentityId"].as_str().unwrap().to_owned())
}

fn forbidden(id: &str) -> String {
    format!("NotAuthorizedException: Access to Identity '{id}' is forbidden.")
}

#[test]
fn tokens_are_really_checked() {
    let (emulator, pool_id) = with_providers();
    let (_, developers) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let good = LoginToken::new(PROVIDER, "ann", APP);
    let issue = |token: LoginToken| emulator.issue_login_token(&token);
    let invalid = "Invalid login token. ";
    let unsupported = "Token is not from a supported provider of this identity pool.";
    let table = [
        (
            PROVIDER,
            issue(LoginToken { is_forged: true, ..good.clone() }),
            invalid,
            "Couldn't verify signed token.",
        ),
        (
            PROVIDER,
            issue(LoginToken { audience: None, ..good.clone() }),
            invalid,
            "Missing a required claim: aud",
        ),
        (PROVIDER, issue(LoginToken::new(PROVIDER, "ann", "strange-app")), unsupported, ""),
        ("strange.example", issue(good.clone()), unsupported, ""),
        ("other.example", issue(good.clone()), invalid, "Issuer doesn't match providerName"),
        (PROVIDER, developers, invalid, "Can't pass in a Cognito token."),
        (PROVIDER, "ann".to_owned(), invalid, "Not a valid OpenId Connect identity token."),
    ];
    for (provider, token, start, end) in table {
        let refused = id_of(&emulator, &pool_id, &json!({ provider: token })).unwrap_err();
        assert_eq!(refused, format!("NotAuthorizedException: {start}{end}"));
    }
    assert!(emulator.identity_ids(&pool_id).len() == 1, "only the developer's");
    for audience in [APP, "my-other-game"] {
        let token = issue(LoginToken::new(PROVIDER, "ann", audience));
        id_of(&emulator, &pool_id, &json!({ PROVIDER: token })).unwrap();
    }
    id_of(&emulator, &pool_id, &json!({ "plain.example": "ann" })).unwrap();
    assert_eq!(emulator.identity_ids(&pool_id).len(), 3, "one for each subject at each provider");
}

#[test]
fn tokens_expire_on_the_services_clock() {
    let (emulator, pool_id) = with_providers();
    let expired = emulator
        .issue_login_token(&LoginToken { expires_in_seconds: -5, ..LoginToken::new(PROVIDER, "ann", APP) });
    let refused = id_of(&emulator, &pool_id, &json!({ PROVIDER: expired })).unwrap_err();
    let numbers =
        refused.strip_prefix("NotAuthorizedException: Invalid login token. Token expired: ").unwrap();
    let (now, end) = numbers.split_once(" >= ").unwrap();
    let (now, end): (i64, i64) = (now.parse().unwrap(), end.parse().unwrap());
    assert!(now >= end + 5, "{numbers}");

    let logins = json!({ PROVIDER: token(&emulator, PROVIDER, "ann") });
    let id = id_of(&emulator, &pool_id, &logins).unwrap();
    emulator.set_clock_offset_seconds(3601);
    assert!(credentials_of(&emulator, &id, &logins).unwrap_err().contains("Token expired: "));
    let fresh = json!({ PROVIDER: token(&emulator, PROVIDER, "ann") });
    assert_eq!(credentials_of(&emulator, &id, &fresh), Ok(id));
}

#[test]
fn a_new_login_is_linked_to_the_guest() {
    let (emulator, pool_id) = with_providers();
    let guest = guest(&emulator, &pool_id);
    let logins = json!({ PROVIDER: token(&emulator, PROVIDER, "ann") });
    assert_eq!(credentials_of(&emulator, &guest, &logins), Ok(guest.clone()));
    assert_eq!(credentials_of(&emulator, &guest, &json!({})), Err(forbidden(&guest)));
    assert_eq!(id_of(&emulator, &pool_id, &logins), Ok(guest));
}

#[test]
fn a_guest_is_merged_into_the_identity_of_its_login() {
    let (emulator, pool_id) = with_providers();
    let logins = json!({ PROVIDER: token(&emulator, PROVIDER, "ann") });
    let (player, guest) = (id_of(&emulator, &pool_id, &logins).unwrap(), guest(&emulator, &pool_id));
    assert_eq!(credentials_of(&emulator, &guest, &logins), Ok(player));
    assert_eq!(credentials_of(&emulator, &guest, &json!({})), Err(forbidden(&guest)));
}

#[test]
fn two_identities_merge_and_two_logins_of_a_provider_conflict() {
    let (emulator, pool_id) = with_providers();
    let (ann, anna) = (token(&emulator, PROVIDER, "ann"), token(&emulator, "other.example", "anna"));
    let older = id_of(&emulator, &pool_id, &json!({ PROVIDER: ann })).unwrap();
    let newer = id_of(&emulator, &pool_id, &json!({ "other.example": anna })).unwrap();
    let both = json!({ PROVIDER: ann, "other.example": anna });
    assert_eq!(credentials_of(&emulator, &newer, &both), Ok(older.clone()));
    assert_eq!(id_of(&emulator, &pool_id, &both), Ok(older.clone()));

    let second = json!({ PROVIDER: token(&emulator, PROVIDER, "bob"), "other.example": anna });
    let refused = credentials_of(&emulator, &older, &second).unwrap_err();
    assert!(refused.starts_with("ResourceConflictException: "), "{refused}");
    let bob = json!({ PROVIDER: token(&emulator, PROVIDER, "bob") });
    let refused = credentials_of(&emulator, &older, &bob).unwrap_err();
    assert!(refused.starts_with("NotAuthorizedException: Logins don't match."), "{refused}");
}

#[test]
fn a_login_is_unlinked() {
    let (emulator, pool_id) = with_providers();
    let ann = json!({ PROVIDER: token(&emulator, PROVIDER, "ann"), "plain.example": "ann" });
    let id = id_of(&emulator, &pool_id, &ann).unwrap();
    let body = json!({ "IdentityId": id, "Logins": ann, "LoginsToRemove": ["plain.example"] });
    assert_eq!(ask(&emulator, Operation::UnlinkIdentity, &body), Ok(Value::Null));
    assert_ne!(id_of(&emulator, &pool_id, &json!({ "plain.example": "ann" })).unwrap(), id);
    let strange =
        json!({ "IdentityId": id, "Logins": { "plain.example": "x" }, "LoginsToRemove": [PROVIDER] });
    assert!(ask(&emulator, Operation::UnlinkIdentity, &strange).is_err());
}

#[test]
fn guests_who_sign_in_at_once_with_one_login_become_one_player() {
    let (emulator, pool_id) = with_providers();
    let guests: Vec<String> = (0..8).map(|_| guest(&emulator, &pool_id)).collect();
    let logins = json!({ PROVIDER: token(&emulator, PROVIDER, "ann") });
    let answers: Vec<String> = thread::scope(|scope| {
        let (emulator, logins) = (&emulator, &logins);
        let sign_in = |guest: &'_ String| {
            let guest = guest.clone();
            scope.spawn(move || credentials_of(emulator, &guest, logins).unwrap())
        };
        let players: Vec<_> = guests.iter().map(sign_in).collect();
        players.into_iter().map(|player| player.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|id| *id == answers[0]), "{answers:?}");
    assert!(guests.contains(&answers[0]));
    for guest in &guests {
        assert_eq!(credentials_of(&emulator, guest, &json!({})), Err(forbidden(guest)));
        assert_eq!(credentials_of(&emulator, guest, &logins).as_ref(), Ok(&answers[0]));
    }
}
