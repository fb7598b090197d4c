//! Requests as the simulated service reads them.

use cognito_native::http::Request;
use serde_json::Value;

use crate::logins::Logins;
use crate::scenario::POOL;
use crate::service::Call;

pub(crate) fn read(request: &Request) -> Call {
    let target = request.headers.iter().find(|(name, _)| *name == "x-amz-target");
    let Some((_, target)) = target else { return assume_role(request) };
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let logins = logins(&body["Logins"]);
    match target.strip_prefix("AWSCognitoIdentityService.") {
        Some("GetId") => {
            assert_eq!(text("IdentityPoolId"), POOL);
            Call::GetId(logins)
        }
        Some("GetCredentialsForIdentity") => {
            let custom_role = body["CustomRoleArn"].as_str().map(str::to_owned);
            Call::GetCredentials { id: text("IdentityId"), logins, custom_role }
        }
        Some("GetOpenIdToken") => Call::GetOpenIdToken { id: text("IdentityId"), logins },
        Some("UnlinkIdentity") => {
            let name = body["LoginsToRemove"][0].as_str().unwrap().to_owned();
            Call::Unlink { id: text("IdentityId"), logins, name }
        }
        _ => panic!("an unknown call: {target}"),
    }
}

fn logins(value: &Value) -> Logins {
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(name, token)| (name.clone(), token.as_str().unwrap().to_owned())).collect()
}

fn assume_role(request: &Request) -> Call {
    let form = form(request);
    let field = |name: &str| form.iter().find(|(key, _)| key == name).unwrap().1.clone();
    assert_eq!(field("Action"), "AssumeRoleWithWebIdentity");
    Call::AssumeRole { token: field("WebIdentityToken"), role: field("RoleArn") }
}

fn form(request: &Request) -> Vec<(String, String)> {
    let body = std::str::from_utf8(&request.body).unwrap();
    body.split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain.push(char::from(u8::from_str_radix(&part[..2], 16).unwrap()));
        plain.push_str(&part[2..]);
    }
    plain
}

/// Everything of a request but the place where its tokens belong.
pub(crate) fn without_tokens(request: &Request) -> String {
    let body = match serde_json::from_slice::<Value>(&request.body) {
        Ok(mut body) => {
            body["Logins"] = Value::Null;
            body.to_string()
        }
        Err(_) => format!(
            "{:?}",
            form(request).iter().filter(|(name, _)| name != "WebIdentityToken").collect::<Vec<_>>()
        ),
    };
    format!("{} {:?} {body} {request:?}", request.url, request.headers)
}
