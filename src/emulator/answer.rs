//! Invariant: a successful answer stays a value with named fields until the last moment, so that a fault can
//! leave out or change one field and touch nothing else.

mod xml;

use serde_json::Value;

use super::mint::Credentials;
use super::options::ExpirationFormat;

pub(super) use xml::refusal as xml_refusal;

/// Who a session of the classic flow is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssumedRole {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) subject: String,
    pub(super) audience: String,
    pub(super) provider: String,
    pub(super) packed_policy_percent: Option<usize>,
}

/// What the service says to a request it grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    identity_id: Option<String>,
    token: Option<String>,
    credentials: Option<Credentials>,
    assumed_role: Option<AssumedRole>,
    without: Vec<String>,
    expiration_json: Option<String>,
}

impl Answer {
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    pub(super) fn identity(id: String) -> Self {
        Self { identity_id: Some(id), ..Self::default() }
    }

    pub(super) fn token(id: String, token: String) -> Self {
        Self { token: Some(token), ..Self::identity(id) }
    }

    pub(super) fn credentials(id: String, credentials: Credentials) -> Self {
        Self { credentials: Some(credentials), ..Self::identity(id) }
    }

    pub(super) fn assumed_role(role: AssumedRole, credentials: Credentials) -> Self {
        Self { assumed_role: Some(role), credentials: Some(credentials), ..Self::default() }
    }

    /// Leaves out the field of this name, wherever it is.
    pub(super) fn leave_out(&mut self, field: &str) {
        self.without.push(field.to_owned());
    }

    /// Puts another identity's id in the answer.
    pub(super) fn replace_identity_id(&mut self, id: &str) {
        if self.identity_id.is_some() {
            self.identity_id = Some(id.to_owned());
        }
    }

    /// Moves the expiration, in milliseconds since 1970.
    pub(super) fn expire_at(&mut self, unix_ms: i64) {
        if let Some(credentials) = &mut self.credentials {
            credentials.expiration_unix_ms = unix_ms;
        }
    }

    /// Puts this text where the expiration's JSON value, or its XML text, goes.
    pub(super) fn write_expiration_as(&mut self, json: &str) {
        self.expiration_json = Some(json.to_owned());
    }

    /// The JSON body; empty when the operation answers nothing. Written by hand because the form of a number,
    /// which matters here, is not something a JSON value keeps.
    pub(super) fn body(&self, format: ExpirationFormat) -> String {
        let text = |text: &String| Value::from(text.as_str()).to_string();
        let credentials = self.credentials.as_ref().map(|credentials| {
            let expiration = || format.write(credentials.expiration_unix_ms);
            self.object(&[
                ("AccessKeyId", Some(text(&credentials.access_key_id))),
                ("SecretKey", Some(text(&credentials.secret_key))),
                ("SessionToken", Some(text(&credentials.session_token))),
                ("Expiration", Some(self.expiration_json.clone().unwrap_or_else(expiration))),
            ])
        });
        if self.identity_id.is_none() {
            return String::new();
        }
        let identity_id = self.identity_id.as_ref().map(text);
        let token = self.token.as_ref().map(text);
        self.object(&[("IdentityId", identity_id), ("Token", token), ("Credentials", credentials)])
    }

    fn is_kept(&self, name: &str) -> bool {
        !self.without.iter().any(|left_out| left_out == name)
    }

    fn object(&self, fields: &[(&str, Option<String>)]) -> String {
        let members: Vec<String> = fields
            .iter()
            .filter(|(name, _)| self.is_kept(name))
            .filter_map(|(name, json)| json.as_ref().map(|json| format!("\"{name}\":{json}")))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        let credentials = Credentials {
            access_key_id: "key".into(),
            secret_key: "secret".into(),
            session_token: "token".into(),
            expiration_unix_ms: 1_700_000_000_000,
        };
        Answer::credentials("id".into(), credentials)
    }

    #[test]
    fn one_field_can_be_changed_and_the_rest_stays() {
        type Change = fn(&mut Answer);
        let keys = r#""AccessKeyId":"key","SecretKey":"secret","SessionToken":"token""#;
        let table: [(Change, String); 6] = [
            (|_| (), format!(r#""id","Credentials":{{{keys},"Expiration":1.7E9}}"#)),
            (|a| a.leave_out("Expiration"), format!(r#""id","Credentials":{{{keys}}}"#)),
            (|a| a.leave_out("Credentials"), r#""id""#.to_owned()),
            (
                |a| a.write_expiration_as("null"),
                format!(r#""id","Credentials":{{{keys},"Expiration":null}}"#),
            ),
            (|a| a.expire_at(1_000), format!(r#""id","Credentials":{{{keys},"Expiration":1.0E0}}"#)),
            (|a| a.replace_identity_id("x"), format!(r#""x","Credentials":{{{keys},"Expiration":1.7E9}}"#)),
        ];
        for (change, rest) in table {
            let mut answer = answer();
            change(&mut answer);
            assert_eq!(answer.body(ExpirationFormat::Exponent), format!(r#"{{"IdentityId":{rest}}}"#));
        }
        assert_eq!(Answer::nothing().body(ExpirationFormat::Integer), "");
    }
}
