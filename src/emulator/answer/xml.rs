//! The answers of STS. Invariant: every text that goes into them is escaped, so that they are XML whatever it is.

use super::Answer;
use crate::emulator::service_error::ServiceError;
use crate::emulator::timestamp;

/// The namespace of version 2011-06-15.
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// A refusal.
pub(in crate::emulator) fn refusal(error: &ServiceError, request_id: &str) -> String {
    let blame = if error.status < 500 { "Sender" } else { "Receiver" };
    let error = element(
        "Error",
        &[text("Type", blame), text("Code", &error.code), text("Message", &error.message)].concat(),
    );
    root("ErrorResponse", &format!("{error}{}", text("RequestId", request_id)))
}

impl Answer {
    /// The body of `AssumeRoleWithWebIdentity`.
    pub(in crate::emulator) fn xml(&self, request_id: &str) -> String {
        let (Some(role), Some(credentials)) = (&self.assumed_role, &self.credentials) else {
            return String::new();
        };
        let expiration = self
            .expiration_json
            .clone()
            .unwrap_or_else(|| timestamp::iso8601(credentials.expiration_unix_ms));
        let credentials = [
            self.kept("AccessKeyId", text, &credentials.access_key_id),
            self.kept("SecretAccessKey", text, &credentials.secret_key),
            self.kept("SessionToken", text, &credentials.session_token),
            self.kept("Expiration", text, &expiration),
        ];
        let user = [text("AssumedRoleId", &role.id), text("Arn", &role.arn)];
        let packed = role.packed_policy_percent.map(|percent| text("PackedPolicySize", &percent.to_string()));
        let result = [
            text("SubjectFromWebIdentityToken", &role.subject),
            text("Audience", &role.audience),
            self.kept("AssumedRoleUser", element, &user.concat()),
            self.kept("Credentials", element, &credentials.concat()),
            text("Provider", &role.provider),
            packed.unwrap_or_default(),
        ];
        let result = element("AssumeRoleWithWebIdentityResult", &result.concat());
        let metadata = element("ResponseMetadata", &text("RequestId", request_id));
        root("AssumeRoleWithWebIdentityResponse", &format!("{result}{metadata}"))
    }

    fn kept(&self, name: &str, write: fn(&str, &str) -> String, content: &str) -> String {
        if self.is_kept(name) { write(name, content) } else { String::new() }
    }
}

fn root(name: &str, content: &str) -> String {
    format!("<{name} xmlns=\"{NAMESPACE}\">{content}</{name}>")
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>")
}

fn text(name: &str, text: &str) -> String {
    element(name, &text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::answer::AssumedRole;
    use crate::emulator::mint::Credentials;

    fn answer() -> Answer {
        let credentials = Credentials {
            access_key_id: "key".into(),
            secret_key: "secret".into(),
            session_token: "token".into(),
            expiration_unix_ms: 1_515_115_602_000,
        };
        let role = AssumedRole {
            arn: "arn".into(),
            id: "id".into(),
            subject: "player".into(),
            audience: "pool".into(),
            provider: "provider".into(),
            packed_policy_percent: Some(7),
        };
        Answer::assumed_role(role, credentials)
    }

    #[test]
    fn answers_are_written_as_the_service_writes_them() {
        let expected = "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
            <AssumeRoleWithWebIdentityResult>\
            <SubjectFromWebIdentityToken>player</SubjectFromWebIdentityToken><Audience>pool</Audience>\
            <AssumedRoleUser><AssumedRoleId>id</AssumedRoleId><Arn>arn</Arn></AssumedRoleUser>\
            <Credentials><AccessKeyId>key</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
            <SessionToken>token</SessionToken><Expiration>2018-01-05T01:26:42Z</Expiration></Credentials>\
            <Provider>provider</Provider><PackedPolicySize>7</PackedPolicySize>\
            </AssumeRoleWithWebIdentityResult>\
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>\
            </AssumeRoleWithWebIdentityResponse>";
        assert_eq!(answer().xml("r"), expected);
        let mut without = answer();
        without.leave_out("SessionToken");
        without.write_expiration_as("soon & <later>");
        let body = without.xml("r");
        assert!(!body.contains("SessionToken>"), "{body}");
        assert!(body.contains("<Expiration>soon &amp; &lt;later&gt;</Expiration>"), "{body}");
    }

    #[test]
    fn refusals_name_who_is_to_blame() {
        for (status, blame) in [(403, "Sender"), (503, "Receiver")] {
            let expected = format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{blame}</Type><Code>Code</Code>\
                 <Message>a &lt; b</Message></Error><RequestId>r</RequestId></ErrorResponse>"
            );
            assert_eq!(refusal(&ServiceError::new(status, "Code", "a < b"), "r"), expected);
        }
    }
}
