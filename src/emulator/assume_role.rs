//! Invariant: the form of `AssumeRoleWithWebIdentity` is checked here, completely, before any token is read. Limits are
//! those of the public model of AWS STS (2011-06-15); a violation is worded as the service words it.

use super::form::Form;
use super::roles;
use super::service_error::{ServiceError, violation};
use super::session_policy::SessionPolicy;

const MAX_POLICY_ARNS: usize = 10;

/// What STS was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssumeRole {
    pub(super) role_arn: String,
    pub(super) session_name: String,
    pub(super) web_identity_token: String,
    pub(super) duration_s: Option<u32>,
    pub(super) policy: SessionPolicy,
}

impl AssumeRole {
    pub(super) fn read(form: &Form) -> Result<Self, ServiceError> {
        let mut fields = Fields { form, violations: Vec::new() };
        let request = Self {
            role_arn: fields.required("RoleArn", 20, 2048),
            session_name: fields.session_name(),
            web_identity_token: fields.required("WebIdentityToken", 4, 20_000),
            duration_s: fields.duration(),
            policy: SessionPolicy { inline: fields.policy(), arns: fields.policy_arns() },
        };
        if !fields.violations.is_empty() {
            return Err(ServiceError::sts_violations(&fields.violations));
        }
        if roles::account_and_name(&request.role_arn).is_none() {
            return Err(ServiceError::sts_validation(format!("{} is invalid", request.role_arn)));
        }
        Ok(request)
    }
}

struct Fields<'a> {
    form: &'a Form,
    violations: Vec<String>,
}

impl Fields<'_> {
    fn required(&mut self, name: &str, least: usize, most: usize) -> String {
        let value = self.form.get(name).map(String::as_str);
        match value {
            None => self.violations.push(violation(None, name, "not be null")),
            Some(value) => self.limit(name, value, least, most),
        }
        value.unwrap_or_default().to_owned()
    }

    fn limit(&mut self, name: &str, value: &str, least: usize, most: usize) {
        // Tokens are not repeated in the answer: it may end up in a log.
        let shown = if name == "WebIdentityToken" { "(hidden)" } else { value };
        let length = value.chars().count();
        if length < least {
            let constraint = format!("have length greater than or equal to {least}");
            self.violations.push(violation(Some(shown), name, &constraint));
        } else if length > most {
            let constraint = format!("have length less than or equal to {most}");
            self.violations.push(violation(Some(shown), name, &constraint));
        }
    }

    fn session_name(&mut self) -> String {
        let name = self.required("RoleSessionName", 2, 64);
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        if !name.chars().all(is_allowed) {
            let constraint = r"satisfy regular expression pattern: [\w+=,.@-]*";
            self.violations.push(violation(Some(&name), "RoleSessionName", constraint));
        }
        name
    }

    fn duration(&mut self) -> Option<u32> {
        let text = self.form.get("DurationSeconds")?;
        let seconds = text.parse::<u32>().ok();
        let constraint = match seconds {
            None => "be a whole number",
            Some(..900) => "have value greater than or equal to 900",
            Some(43_201..) => "have value less than or equal to 43200",
            Some(_) => return seconds,
        };
        self.violations.push(violation(Some(text), "DurationSeconds", constraint));
        None
    }

    fn policy(&mut self) -> Option<String> {
        let policy = self.form.get("Policy")?;
        self.limit("Policy", policy, 1, 2048);
        Some(policy.clone())
    }

    fn policy_arns(&mut self) -> Vec<String> {
        let named = |name: &str| {
            name.strip_prefix("PolicyArns.member.").is_some_and(|rest| rest.strip_suffix(".arn").is_some())
        };
        let arns: Vec<String> =
            self.form.iter().filter(|(name, _)| named(name)).map(|(_, arn)| arn.clone()).collect();
        if arns.len() > MAX_POLICY_ARNS {
            let constraint = format!("have length less than or equal to {MAX_POLICY_ARNS}");
            self.violations.push(violation(Some("(list)"), "PolicyArns", &constraint));
        }
        for arn in &arns {
            self.limit("PolicyArns", arn, 20, 2048);
        }
        arns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(changes: &[(&str, &str)]) -> Form {
        let good = [
            ("RoleArn", "arn:aws:iam::123456789012:role/player"),
            ("RoleSessionName", "game"),
            ("WebIdentityToken", "a.b.c"),
        ];
        let fields =
            good.iter().chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields.collect()
    }

    #[test]
    fn limits_hold() {
        let (long_name, long_policy) = ("x".repeat(65), "x".repeat(2049));
        let (long_token, long_arn) = ("x".repeat(20_001), "x".repeat(2049));
        let table = [
            ("RoleArn", "arn", "Value 'arn' at 'roleArn'", "greater than or equal to 20"),
            ("RoleArn", &long_arn, "at 'roleArn'", "less than or equal to 2048"),
            ("RoleArn", "arn:aws:iam::123456789012:user/player", "arn:aws:iam", "is invalid"),
            ("RoleSessionName", "x", "'x' at 'roleSessionName'", "greater than or equal to 2"),
            ("RoleSessionName", &long_name, "at 'roleSessionName'", "less than or equal to 64"),
            ("RoleSessionName", "a b", "'a b' at 'roleSessionName'", r"pattern: [\w+=,.@-]*"),
            ("WebIdentityToken", "x", "'(hidden)' at 'webIdentityToken'", "greater than or equal to 4"),
            (
                "WebIdentityToken",
                &long_token,
                "'(hidden)' at 'webIdentityToken'",
                "less than or equal to 20000",
            ),
            ("DurationSeconds", "899", "'899' at 'durationSeconds'", "greater than or equal to 900"),
            ("DurationSeconds", "43201", "'43201' at 'durationSeconds'", "less than or equal to 43200"),
            ("DurationSeconds", "soon", "'soon' at 'durationSeconds'", "be a whole number"),
            ("Policy", &long_policy, "at 'policy'", "less than or equal to 2048"),
            ("PolicyArns.member.1.arn", "arn", "'arn' at 'policyArns'", "greater than or equal to 20"),
        ];
        for (name, value, start, end) in table {
            let error = AssumeRole::read(&form(&[(name, value)])).unwrap_err();
            assert_eq!((error.status, error.code.as_str()), (400, "ValidationError"), "{name}");
            assert!(error.message.contains(start) && error.message.ends_with(end), "{}", error.message);
        }
        let nothing = AssumeRole::read(&Form::new()).unwrap_err();
        assert!(nothing.message.starts_with("3 validation errors detected: Value null at 'roleArn'"));
    }

    #[test]
    fn eleven_policies_are_too_many() {
        let names: Vec<String> = (1..=11).map(|number| format!("PolicyArns.member.{number}.arn")).collect();
        let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        let arns: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), arn)).collect();
        let error = AssumeRole::read(&form(&arns)).unwrap_err();
        assert!(error.message.contains("at 'policyArns'"), "{}", error.message);
        let ten = AssumeRole::read(&form(&arns[..10])).unwrap();
        assert_eq!((ten.policy.arns.len(), ten.duration_s), (10, None));
    }
}
