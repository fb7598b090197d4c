//! Invariant: what narrows a session is a policy and small enough, or the session is refused. The service does not say
//! how it packs policies; here every byte but white space counts.

use serde_json::Value;

use super::service_error::ServiceError;

/// How many bytes are 100 percent.
const PACKED_BYTES: usize = 2048;

/// An inline policy, and ARNs of managed ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SessionPolicy {
    pub(super) inline: Option<String>,
    pub(super) arns: Vec<String>,
}

impl SessionPolicy {
    /// The share of the allowed size that is used, in percent; `None` without any policy.
    pub(super) fn packed_percent(&self) -> Result<Option<usize>, ServiceError> {
        let malformed = |text: &str| Err(ServiceError::new(400, "MalformedPolicyDocument", text));
        if let Some(arn) = self.arns.iter().find(|arn| !arn.starts_with("arn:") || !arn.contains(":policy/"))
        {
            return Err(ServiceError::sts_validation(format!("ARN {arn} is not valid.")));
        }
        match self.inline.as_deref().map(serde_json::from_str::<Value>) {
            Some(Err(_)) => return malformed("This policy contains invalid Json"),
            Some(Ok(policy)) if policy.get("Statement").is_none() => {
                return malformed("Syntax errors in policy.");
            }
            _ => {}
        }
        if self.inline.is_none() && self.arns.is_empty() {
            return Ok(None);
        }
        let texts = self.inline.iter().chain(&self.arns);
        let bytes: usize =
            texts.map(|text| text.bytes().filter(|byte| !byte.is_ascii_whitespace()).count()).sum();
        let percent = (bytes * 100).div_ceil(PACKED_BYTES);
        if percent > 100 {
            return Err(ServiceError::new(
                400,
                "PackedPolicyTooLarge",
                format!("Packed policy consumes {percent}% of allotted space, please use smaller policy."),
            ));
        }
        Ok(Some(percent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(inline: Option<&str>, arns: &[String]) -> Result<Option<usize>, String> {
        let policy = SessionPolicy { inline: inline.map(str::to_owned), arns: arns.to_vec() };
        policy.packed_percent().map_err(|error| error.code)
    }

    #[test]
    fn policies_are_weighed() {
        let arn = |length: usize| format!("arn:aws:iam::aws:policy/{}", "x".repeat(length));
        let malformed = || Err("MalformedPolicyDocument".to_owned());
        assert_eq!(packed(None, &[]), Ok(None));
        assert_eq!(packed(Some("{ \"Statement\": [] }"), &[]), Ok(Some(1)));
        assert_eq!(packed(Some("{\"Statement\""), &[]), malformed());
        assert_eq!(packed(Some("{}"), &[]), malformed());
        assert_eq!(packed(Some("{\"Statement\":[]}"), &[arn(1000), arn(900)]), Ok(Some(96)));
        assert_eq!(packed(None, &[arn(1000), arn(1001)]), Err("PackedPolicyTooLarge".to_owned()));
        assert_eq!(
            packed(None, &["arn:aws:iam::aws:role/player".to_owned()]),
            Err("ValidationError".to_owned())
        );
    }
}
