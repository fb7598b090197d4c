//! Identities that the game's own backend vouches for, and roles of the enhanced flow.

use serde_json::{Value, json};

use super::*;

const KEY: &str = "cognito-identity.amazonaws.com";
const PLAYER_ROLE: &str = "arn:aws:iam::123456789012:role/player";
const GUEST_ROLE: &str = "arn:aws:iam::123456789012:role/guest";
const CUSTOM_ROLE: &str = "arn:aws:iam::123456789012:role/moderator";

fn credentials(emulator: &Emulator, body: &Value) -> Result<Value, String> {
    let answer = Client::new(emulator).ask(Operation::GetCredentialsForIdentity, &body.to_string());
    let body = answer.json();
    if answer.status == 200 {
        return Ok(body["Credentials"].clone());
    }
    Err(format!("{}: {}", body["__type"].as_str().unwrap(), body["message"].as_str().unwrap()))
}

#[test]
fn a_developers_token_opens_its_identity_and_no_other() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (id, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let (same, _) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let (other, others_token) = emulator.developer_identity(&pool_id, "8", 60).unwrap();
    let (_, expired) = emulator.developer_identity(&pool_id, "7", -1).unwrap();
    assert!(same == id && other != id);
    let with = |id: &str, token: &str| {
        credentials(&emulator, &json!({ "IdentityId": id, "Logins": { KEY: token } }))
    };
    let access_key_id = with(&id, &token).unwrap()["AccessKeyId"].as_str().unwrap().to_owned();
    assert_eq!(emulator.issued_credentials(&access_key_id).unwrap().identity_id, id);

    let changed = token.replace('.', ".e30");
    let guest = guest(&emulator, &pool_id);
    let table = [
        (&id, others_token.as_str(), "Logins don't match."),
        (&guest, &token, "Logins don't match."),
        (&id, &expired, "Invalid login token. Token expired: "),
        (&id, "backend", "Invalid login token. Not a valid OpenId Connect identity token."),
        (&id, &changed, "Invalid login token. "),
    ];
    for (id, token, text) in table {
        let refused = with(id, token).unwrap_err();
        assert!(refused.starts_with(&format!("NotAuthorizedException: {text}")), "{refused}");
    }
    let refused = credentials(&emulator, &json!({ "IdentityId": id })).unwrap_err();
    assert!(refused.ends_with("is forbidden."), "{refused}");
    assert!(emulator.developer_identity("us-east-1:9", "7", 60).is_err());
}

#[test]
fn a_developers_token_goes_out_of_date_and_links_logins() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (id, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let both = json!({ "IdentityId": id, "Logins": { KEY: token, "a.example": "ann" } });
    credentials(&emulator, &both).unwrap();
    credentials(&emulator, &json!({ "IdentityId": id, "Logins": { "a.example": "ann" } })).unwrap();
    let second = json!({ "IdentityId": id, "Logins": { KEY: token, "a.example": "bob" } });
    assert!(credentials(&emulator, &second).unwrap_err().starts_with("ResourceConflictException: "));
    emulator.set_clock_offset_seconds(61);
    let refused = credentials(&emulator, &both).unwrap_err();
    assert!(refused.contains("Token expired: "), "{refused}");
}

#[test]
fn get_id_is_not_for_developers() {
    let (emulator, pool_id) = started(EmulatorOptions::default());
    let (_, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let body = json!({ "IdentityPoolId": pool_id, "Logins": { KEY: token } }).to_string();
    let answer = Client::new(&emulator).ask(Operation::GetId, &body).json();
    assert_eq!(
        answer,
        json!({ "__type": "InvalidParameterException", "message": "Please provide a valid public provider" })
    );
}

#[test]
fn china_has_its_own_key() {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let id = Some("cn-north-1:1".to_owned());
    let pool_id = emulator.add_pool(PoolOptions { id, ..PoolOptions::default() }).unwrap();
    let (id, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let with = |key: &str| credentials(&emulator, &json!({ "IdentityId": id, "Logins": { key: token } }));
    with("cognito-identity.cn-north-1.amazonaws.com.cn").unwrap();
    assert!(with(KEY).unwrap_err().contains("not from a supported provider"));
}

#[test]
fn roles_follow_the_players_state_and_the_rules() {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let roles = PoolRoles {
        authenticated: Some(PLAYER_ROLE.to_owned()),
        unauthenticated: Some(GUEST_ROLE.to_owned()),
        custom: vec![CUSTOM_ROLE.to_owned()],
        ..PoolRoles::default()
    };
    let options = PoolOptions {
        login_providers: vec![LoginProvider::plain("a.example")],
        roles: Some(roles.clone()),
        ..PoolOptions::default()
    };
    let pool_id = emulator.add_pool(options.clone()).unwrap();
    let guest = guest(&emulator, &pool_id);
    let (player, token) = emulator.developer_identity(&pool_id, "7", 60).unwrap();
    let logins = json!({ KEY: token });
    let role = |id: &str, logins: &Value, custom: Option<&str>| {
        let body = json!({ "IdentityId": id, "Logins": logins, "CustomRoleArn": custom });
        let key = credentials(&emulator, &body)?["AccessKeyId"].as_str().unwrap().to_owned();
        Ok::<_, String>(emulator.issued_credentials(&key).unwrap().role_arn)
    };
    let bad_pool = "InvalidIdentityPoolConfigurationException: Invalid identity pool configuration. \
                    Check assigned IAM roles for this pool.";
    assert_eq!(role(&guest, &json!({}), None), Ok(Some(GUEST_ROLE.to_owned())));
    assert_eq!(role(&player, &logins, None), Ok(Some(PLAYER_ROLE.to_owned())));
    assert_eq!(role(&player, &logins, Some(CUSTOM_ROLE)), Ok(Some(CUSTOM_ROLE.to_owned())));
    assert_eq!(role(&player, &logins, Some(GUEST_ROLE)), Err(bad_pool.to_owned()));
    assert_eq!(role(&guest, &json!({}), Some(CUSTOM_ROLE)), Err(bad_pool.to_owned()));

    let roles = PoolRoles { denies_ambiguous: true, unauthenticated: None, ..roles };
    emulator.add_pool(PoolOptions { id: Some(pool_id), roles: Some(roles), ..options }).unwrap();
    assert!(role(&player, &logins, None).unwrap_err().ends_with("ambiguous role mapping rules denied."));
    assert_eq!(role(&player, &logins, Some(CUSTOM_ROLE)), Ok(Some(CUSTOM_ROLE.to_owned())));
    assert_eq!(role(&guest, &json!({}), None), Err(bad_pool.to_owned()));

    let roles = Some(PoolRoles { authenticated: Some("player".to_owned()), ..PoolRoles::default() });
    assert!(emulator.add_pool(PoolOptions { roles, ..PoolOptions::default() }).is_err());
}
