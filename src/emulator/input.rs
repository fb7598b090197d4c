//! Invariant: an operation's input is checked here, completely, before any pool sees it. Limits and patterns
//! are those of the service's public model (2014-06-30); a violation is worded as the service words it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::assume_role::AssumeRole;
use super::operation::Operation;
use super::service_error::{ServiceError, violation};

/// Provider name → token.
pub(super) type Logins = BTreeMap<String, String>;

/// What an operation was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    GetId { pool_id: String, account_id: Option<String>, logins: Logins },
    GetCredentialsForIdentity { identity_id: String, logins: Logins, custom_role_arn: Option<String> },
    GetOpenIdToken { identity_id: String, logins: Logins },
    UnlinkIdentity { identity_id: String, logins: Logins, to_remove: Vec<String> },
    AssumeRole(AssumeRole),
}

impl Input {
    /// Reads the JSON body of an operation of Cognito.
    pub(super) fn read(operation: Operation, body: &[u8]) -> Result<Input, ServiceError> {
        let object: Map<String, Value> = serde_json::from_slice(body).map_err(|error| {
            ServiceError::serialization(format!("The body is not a JSON object: {error}"))
        })?;
        let mut members = Members { object: &object, violations: Vec::new() };
        let input = match operation {
            Operation::GetId => Input::GetId {
                pool_id: members.id("IdentityPoolId")?,
                account_id: members.account_id()?,
                logins: members.logins()?,
            },
            Operation::GetCredentialsForIdentity => {
                let custom_role_arn = members.custom_role_arn()?;
                Input::GetCredentialsForIdentity {
                    identity_id: members.id("IdentityId")?,
                    logins: members.logins()?,
                    custom_role_arn,
                }
            }
            Operation::GetOpenIdToken => {
                Input::GetOpenIdToken { identity_id: members.id("IdentityId")?, logins: members.logins()? }
            }
            Operation::UnlinkIdentity => Input::UnlinkIdentity {
                identity_id: members.id("IdentityId")?,
                logins: members.required_logins()?,
                to_remove: members.logins_to_remove()?,
            },
            Operation::AssumeRoleWithWebIdentity => {
                return Err(ServiceError::unknown_operation("AssumeRoleWithWebIdentity takes a form."));
            }
        };
        if members.violations.is_empty() {
            Ok(input)
        } else {
            Err(ServiceError::validation(&members.violations))
        }
    }
}

/// Whether a pool or identity id has the form the service asks for: `[\w-]+:[0-9a-f-]+`, 1 to 55 characters.
pub(super) fn is_valid_id(id: &str) -> bool {
    let is_region = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_guid = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    let matches = id.split_once(':').is_some_and(|(region, guid)| {
        !region.is_empty() && region.chars().all(is_region) && !guid.is_empty() && guid.chars().all(is_guid)
    });
    matches && id.len() <= 55
}

struct Members<'a> {
    object: &'a Map<String, Value>,
    violations: Vec<String>,
}

impl Members<'_> {
    fn text(&self, name: &str) -> Result<Option<String>, ServiceError> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(ServiceError::serialization(format!("{name} must be a string."))),
        }
    }

    fn violate(&mut self, value: Option<&str>, member: &str, constraint: &str) {
        self.violations.push(violation(value, member, constraint));
    }

    fn id(&mut self, name: &str) -> Result<String, ServiceError> {
        let Some(id) = self.text(name)? else {
            self.violate(None, name, "not be null");
            return Ok(String::new());
        };
        if id.is_empty() {
            self.violate(Some(&id), name, "have length greater than or equal to 1");
        } else if id.len() > 55 {
            self.violate(Some(&id), name, "have length less than or equal to 55");
        } else if !is_valid_id(&id) {
            self.violate(Some(&id), name, r"satisfy regular expression pattern: [\w-]+:[0-9a-f-]+");
        }
        Ok(id)
    }

    fn account_id(&mut self) -> Result<Option<String>, ServiceError> {
        let account_id = self.text("AccountId")?;
        if let Some(id) = &account_id {
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_digit()) {
                self.violate(Some(id), "AccountId", r"satisfy regular expression pattern: \d+");
            } else if id.len() > 15 {
                self.violate(Some(id), "AccountId", "have length less than or equal to 15");
            }
        }
        Ok(account_id)
    }

    fn custom_role_arn(&mut self) -> Result<Option<String>, ServiceError> {
        let custom_role_arn = self.text("CustomRoleArn")?;
        if let Some(arn) = &custom_role_arn {
            if arn.len() < 20 {
                self.violate(Some(arn), "CustomRoleArn", "have length greater than or equal to 20");
            } else if arn.len() > 2048 {
                self.violate(Some(arn), "CustomRoleArn", "have length less than or equal to 2048");
            }
        }
        Ok(custom_role_arn)
    }

    fn logins(&mut self) -> Result<Logins, ServiceError> {
        let object = match self.object.get("Logins") {
            None | Some(Value::Null) => return Ok(Logins::new()),
            Some(Value::Object(object)) => object,
            Some(_) => return Err(ServiceError::serialization("Logins must be an object.")),
        };
        let mut logins = Logins::new();
        for (provider, token) in object {
            let Value::String(token) = token else {
                return Err(ServiceError::serialization(format!(
                    "Logins: the token of {provider} must be a string."
                )));
            };
            logins.insert(provider.clone(), token.clone());
        }
        // Tokens are not repeated in the answer: it may end up in a log.
        if logins.len() > 10 {
            self.violate(Some("(hidden)"), "Logins", "have length less than or equal to 10");
        }
        if logins.keys().any(|provider| !(1..=128).contains(&provider.len())) {
            self.violate(
                Some("(hidden)"),
                "Logins",
                "satisfy constraint: [Member must have length between 1 and 128]",
            );
        }
        if logins.values().any(|token| !(1..=50_000).contains(&token.len())) {
            self.violate(
                Some("(hidden)"),
                "Logins",
                "satisfy constraint: [Member must have length between 1 and 50000]",
            );
        }
        Ok(logins)
    }

    fn required_logins(&mut self) -> Result<Logins, ServiceError> {
        if matches!(self.object.get("Logins"), None | Some(Value::Null)) {
            self.violate(None, "Logins", "not be null");
        }
        self.logins()
    }

    fn logins_to_remove(&mut self) -> Result<Vec<String>, ServiceError> {
        let wrong = || ServiceError::serialization("LoginsToRemove must be an array of strings.");
        match self.object.get("LoginsToRemove") {
            None | Some(Value::Null) => {
                self.violate(None, "LoginsToRemove", "not be null");
                Ok(Vec::new())
            }
            Some(Value::Array(names)) => {
                names.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
            }
            Some(_) => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE_TOO_SHORT: &str = r#"{"IdentityId":"us-east-1:0","CustomRoleArn":"arn"}"#;
    const BAD_ACCOUNT: &str = r#"{"IdentityPoolId":"us-east-1:0","AccountId":"abc"}"#;

    fn refusal(operation: Operation, body: &str) -> ServiceError {
        Input::read(operation, body.as_bytes()).unwrap_err()
    }

    #[test]
    fn bad_input_is_refused_in_the_services_words() {
        use Operation::{GetCredentialsForIdentity as Credentials, GetId, UnlinkIdentity};
        let pattern = r"satisfy regular expression pattern: [\w-]+:[0-9a-f-]+";
        let long = "a".repeat(56);
        let too_long = format!(r#"{{"IdentityPoolId":"{long}"}}"#);
        let long = format!("'{long}' at 'identityPoolId'");
        let table = [
            (Credentials, r#"{"IdentityId":"nonsense"}"#, "'nonsense' at 'identityId'", pattern),
            (Credentials, r#"{"IdentityId":"us-east-1:XYZ"}"#, "'us-east-1:XYZ' at 'identityId'", pattern),
            (
                Credentials,
                r#"{"IdentityId":""}"#,
                "'' at 'identityId'",
                "have length greater than or equal to 1",
            ),
            (
                Credentials,
                ROLE_TOO_SHORT,
                "'arn' at 'customRoleArn'",
                "have length greater than or equal to 20",
            ),
            (GetId, "{}", "null at 'identityPoolId'", "not be null"),
            (GetId, &too_long, &long, "have length less than or equal to 55"),
            (GetId, BAD_ACCOUNT, "'abc' at 'accountId'", r"satisfy regular expression pattern: \d+"),
        ];
        for (operation, body, value, constraint) in table {
            let error = refusal(operation, body);
            let violation = format!("Value {value} failed to satisfy constraint: Member must {constraint}");
            assert_eq!(error, ServiceError::validation(&[violation]), "{body}");
        }
        assert!(refusal(UnlinkIdentity, "{}").message.starts_with("3 validation errors detected: "));
    }

    #[test]
    fn wrong_types_are_serialization_errors() {
        let table = [
            "",
            "[]",
            "{",
            r#"{"IdentityPoolId":7}"#,
            r#"{"IdentityPoolId":"us-east-1:0","Logins":"x"}"#,
            r#"{"IdentityPoolId":"us-east-1:0","Logins":{"a":1}}"#,
        ];
        for body in table {
            assert_eq!(refusal(Operation::GetId, body).code, "SerializationException", "{body}");
        }
    }

    #[test]
    fn login_limits_hold() {
        let many: Map<String, Value> = (0..11).map(|n| (format!("p{n}"), Value::from("t"))).collect();
        let table = [
            Value::Object(many),
            serde_json::json!({ "": "t" }),
            serde_json::json!({ "p": "" }),
            serde_json::json!({ "p": "x".repeat(50_001) }),
            serde_json::json!({ "p".repeat(129): "t" }),
        ];
        for logins in table {
            let body = serde_json::json!({ "IdentityPoolId": "us-east-1:0", "Logins": logins }).to_string();
            assert_eq!(refusal(Operation::GetId, &body).code, "ValidationException");
        }
    }
}
