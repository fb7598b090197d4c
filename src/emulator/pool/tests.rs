//! The service's rules, without a socket.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::emulator::operation::Operation;
use crate::emulator::options::ExpirationFormat;
use crate::emulator::pool_options::LoginProvider;

const NOW_UNIX_MS: i64 = 1_700_000_000_000;

struct Service {
    pools: Pools,
    pool_id: String,
}

impl Service {
    fn new(options: PoolOptions) -> Self {
        let mut pools = Pools::new();
        let providers = ["a.example", "b.example"].map(LoginProvider::plain).to_vec();
        let pool_id = pools.add(PoolOptions { login_providers: providers, ..options }).unwrap();
        Self { pools, pool_id }
    }

    fn ask(&mut self, operation: Operation, body: &Value) -> Result<Value, (String, String)> {
        let input = Input::read(operation, body.to_string().as_bytes());
        let answer = input.and_then(|input| self.pools.answer(input, NOW_UNIX_MS));
        answer
            .map(|answer| {
                serde_json::from_str(&answer.body(ExpirationFormat::Integer)).unwrap_or(Value::Null)
            })
            .map_err(|error| (error.code, error.message))
    }

    fn id(&mut self, logins: &Value) -> String {
        let body = json!({ "IdentityPoolId": self.pool_id, "Logins": logins });
        self.ask(Operation::GetId, &body).unwrap()["IdentityId"].as_str().unwrap().to_owned()
    }

    fn credentials(&mut self, id: &str, logins: &Value) -> Result<String, String> {
        let body = json!({ "IdentityId": id, "Logins": logins });
        self.ask(Operation::GetCredentialsForIdentity, &body)
            .map(|answer| answer["IdentityId"].as_str().unwrap().to_owned())
            .map_err(|(_, message)| message)
    }
}

fn forbidden(id: &str) -> String {
    format!("Access to Identity '{id}' is forbidden.")
}

const NO_MATCH: &str =
    "Logins don't match. Please include at least one valid login for this identity or identity pool.";

#[test]
fn every_guest_is_a_new_identity_and_every_login_is_one() {
    let mut service = Service::new(PoolOptions::default());
    let (guest, other) = (service.id(&json!({})), service.id(&json!({})));
    assert_ne!(guest, other);
    let player = service.id(&json!({ "a.example": "ann" }));
    assert_eq!(service.id(&json!({ "a.example": "ann" })), player);
    assert_ne!(service.id(&json!({ "a.example": "bob" })), player);
    let pool_id = service.pool_id.clone();
    assert_eq!(service.pools.identities().ids(&pool_id).len(), 4);
}

#[test]
fn what_cannot_be_found_or_used_is_refused() {
    let mut service = Service::new(PoolOptions { allow_guests: false, ..PoolOptions::default() });
    let unknown = "us-east-1:00000000-0000-4000-a000-000000000000";
    let get_id = json!({ "IdentityPoolId": unknown });
    let not_found = |text: String| Err(("ResourceNotFoundException".to_owned(), text));
    let not_authorized = |text: &str| Err(("NotAuthorizedException".to_owned(), text.to_owned()));
    assert_eq!(
        service.ask(Operation::GetId, &get_id),
        not_found(format!("IdentityPool '{unknown}' not found."))
    );
    for operation in [Operation::GetCredentialsForIdentity, Operation::GetOpenIdToken] {
        let body = json!({ "IdentityId": unknown });
        assert_eq!(service.ask(operation, &body), not_found(format!("Identity '{unknown}' not found.")));
    }
    let get_id = json!({ "IdentityPoolId": service.pool_id });
    let guests = "Unauthenticated access is not supported for this identity pool.";
    assert_eq!(service.ask(Operation::GetId, &get_id), not_authorized(guests));
    let get_id = json!({ "IdentityPoolId": service.pool_id, "Logins": { "c.example": "ann" } });
    let provider = "Token is not from a supported provider of this identity pool.";
    assert_eq!(service.ask(Operation::GetId, &get_id), not_authorized(provider));
}

#[test]
fn guests_already_there_are_refused_when_guests_are_turned_off() {
    let mut service = Service::new(PoolOptions::default());
    let guest = service.id(&json!({}));
    let id = Some(service.pool_id.clone());
    service.pools.add(PoolOptions { id, allow_guests: false, ..PoolOptions::default() }).unwrap();
    let refused = service.credentials(&guest, &json!({})).unwrap_err();
    assert_eq!(refused, "Unauthenticated access is not supported for this identity pool.");
}

#[test]
fn an_account_that_does_not_own_the_pool_does_not_find_it() {
    let mut service =
        Service::new(PoolOptions { account_id: Some("111122223333".into()), ..PoolOptions::default() });
    for (account, found) in [("111122223333", true), ("444455556666", false)] {
        let body = json!({ "IdentityPoolId": service.pool_id, "AccountId": account });
        assert_eq!(service.ask(Operation::GetId, &body).is_ok(), found, "{account}");
    }
}

#[test]
fn an_authenticated_identity_needs_one_of_its_logins() {
    let mut service = Service::new(PoolOptions::default());
    let ann = service.id(&json!({ "a.example": "ann" }));
    service.id(&json!({ "a.example": "bob" }));
    let table = [
        (json!({}), Err(forbidden(&ann))),
        (json!({ "a.example": "ann" }), Ok(ann.clone())),
        (json!({ "a.example": "bob" }), Err(NO_MATCH.to_owned())),
        (json!({ "b.example": "new" }), Err(NO_MATCH.to_owned())),
        (json!({ "a.example": "ann", "b.example": "new" }), Ok(ann.clone())),
        (json!({ "b.example": "new" }), Ok(ann.clone())),
    ];
    for (logins, expected) in table {
        assert_eq!(service.credentials(&ann, &logins), expected, "{logins}");
    }
}

#[test]
fn a_guest_is_promoted_by_a_new_login() {
    let mut service = Service::new(PoolOptions::default());
    let guest = service.id(&json!({}));
    let ann = json!({ "a.example": "ann" });
    assert_eq!(service.credentials(&guest, &ann), Ok(guest.clone()));
    assert_eq!(service.credentials(&guest, &json!({})), Err(forbidden(&guest)), "no longer a guest");
    assert_eq!(service.id(&ann), guest);
}

#[test]
fn a_guest_is_merged_into_the_identity_its_login_has() {
    let mut service = Service::new(PoolOptions::default());
    let ann = json!({ "a.example": "ann" });
    let (player, guest) = (service.id(&ann), service.id(&json!({})));
    assert_eq!(service.credentials(&guest, &ann), Ok(player.clone()));
    assert_eq!(service.credentials(&guest, &json!({})), Err(forbidden(&guest)));
    assert_eq!(service.credentials(&guest, &ann), Ok(player), "a lost answer can be asked for again");
    assert_eq!(service.credentials(&guest, &json!({ "a.example": "bob" })), Err(NO_MATCH.to_owned()));
}

#[test]
fn two_authenticated_identities_merge_into_the_older() {
    let mut service = Service::new(PoolOptions::default());
    let older = service.id(&json!({ "a.example": "ann" }));
    let newer = service.id(&json!({ "b.example": "anna" }));
    let both = json!({ "a.example": "ann", "b.example": "anna" });
    assert_eq!(service.credentials(&newer, &both), Ok(older.clone()));
    assert_eq!(service.id(&json!({ "b.example": "anna" })), older);
}

#[test]
fn a_second_login_of_one_provider_is_a_conflict() {
    let mut service = Service::new(PoolOptions::default());
    let ann = service.id(&json!({ "a.example": "ann", "b.example": "anna" }));
    let body = json!({ "IdentityId": ann, "Logins": { "a.example": "ann", "b.example": "other" } });
    let (code, _) = service.ask(Operation::GetCredentialsForIdentity, &body).unwrap_err();
    assert_eq!(code, "ResourceConflictException");
}

#[test]
fn disabled_and_deleted_identities_are_refused() {
    let mut service = Service::new(PoolOptions::default());
    let guest = service.id(&json!({}));
    assert!(service.pools.identities().disable(&guest));
    assert_eq!(service.credentials(&guest, &json!({})), Err(forbidden(&guest)));
    assert_eq!(service.credentials(&guest, &json!({ "a.example": "ann" })), Err(forbidden(&guest)));
    let other = service.id(&json!({}));
    assert!(service.pools.identities().delete(&other));
    assert!(!service.pools.identities().delete(&other), "only once");
    assert_eq!(service.credentials(&other, &json!({})), Err(format!("Identity '{other}' not found.")));
}

#[test]
fn a_login_of_a_disabled_identity_does_not_open_it_through_a_guest() {
    let mut service = Service::new(PoolOptions::default());
    let ann = json!({ "a.example": "ann" });
    let (player, guest) = (service.id(&ann), service.id(&json!({})));
    service.pools.identities().disable(&player);
    assert_eq!(service.credentials(&guest, &ann), Err(forbidden(&player)));
}

#[test]
fn unlinking_frees_the_login_and_the_last_one_closes_the_identity() {
    let mut service = Service::new(PoolOptions::default());
    let both = json!({ "a.example": "ann", "b.example": "anna" });
    let player = service.id(&both);
    let unlink =
        |provider: &str| json!({ "IdentityId": player, "Logins": both, "LoginsToRemove": [provider] });
    assert_eq!(service.ask(Operation::UnlinkIdentity, &unlink("b.example")), Ok(Value::Null));
    assert_ne!(service.id(&json!({ "b.example": "anna" })), player, "seen as a new player");
    let last =
        json!({ "IdentityId": player, "Logins": { "a.example": "ann" }, "LoginsToRemove": ["a.example"] });
    assert_eq!(service.ask(Operation::UnlinkIdentity, &last), Ok(Value::Null));
    assert_eq!(service.credentials(&player, &json!({})), Err(forbidden(&player)));
}

#[test]
fn credentials_look_real_and_live_as_long_as_the_pool_says() {
    let lifetime = Duration::from_secs(90);
    let mut service = Service::new(PoolOptions { credentials_lifetime: lifetime, ..PoolOptions::default() });
    let body = json!({ "IdentityId": service.id(&json!({})), "CustomRoleArn": "arn:aws:iam::123456789012:role/player" });
    let first = service.ask(Operation::GetCredentialsForIdentity, &body).unwrap()["Credentials"].clone();
    let second = service.ask(Operation::GetCredentialsForIdentity, &body).unwrap()["Credentials"].clone();
    assert!(first["AccessKeyId"].as_str().unwrap().starts_with("ASIA"));
    assert_eq!(first["SecretKey"].as_str().unwrap().len(), 40);
    assert_eq!(first["Expiration"], json!(NOW_UNIX_MS / 1000 + 90));
    for field in ["AccessKeyId", "SecretKey", "SessionToken"] {
        assert_ne!(first[field], second[field]);
    }
}

#[test]
fn open_id_tokens_are_shaped_like_tokens() {
    let mut service = Service::new(PoolOptions::default());
    let body = json!({ "IdentityId": service.id(&json!({})) });
    let answer = service.ask(Operation::GetOpenIdToken, &body).unwrap();
    assert_eq!(answer["IdentityId"], body["IdentityId"]);
    assert_eq!(answer["Token"].as_str().unwrap().split('.').count(), 3);
}

#[test]
fn an_identity_from_an_earlier_run_is_a_guest_like_any_other() {
    let mut service = Service::new(PoolOptions::default());
    let pool_id = service.pool_id.clone();
    let other_pool = service.pools.add(PoolOptions::default()).unwrap();
    service.pools.add_identity(&pool_id, "us-east-1:1").unwrap();
    assert_eq!(service.credentials("us-east-1:1", &json!({})), Ok("us-east-1:1".to_owned()));

    let player = service.id(&json!({ "a.example": "ann" }));
    service.pools.add_identity(&pool_id, &player).unwrap();
    assert_eq!(service.credentials(&player, &json!({})), Err(forbidden(&player)), "it keeps its login");

    for (pool_id, id) in
        [("us-east-1:9", "us-east-1:1"), (pool_id.as_str(), "nonsense"), (other_pool.as_str(), "us-east-1:1")]
    {
        assert!(service.pools.add_identity(pool_id, id).is_err(), "{pool_id} {id}");
    }
}
