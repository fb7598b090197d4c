//! Identity pool ids. A [`PoolId`] always has the form the service accepts, so later code need not look at it again.
//!
//! Source: Amazon Cognito API reference, `GetId`, `IdentityPoolId`: 1 to 55 characters, `[\w-]+:[0-9a-f-]+`.

use std::fmt;

/// An identity pool id such as `us-east-1:12345678-1234-1234-1234-123456789012`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PoolId {
    text: String,
    region_bytes: usize,
}

/// Why a text is not an identity pool id, and what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoolIdError {
    /// No text at all.
    #[error("the identity pool id is empty; it looks like us-east-1:12345678-1234-1234-1234-123456789012")]
    Empty,
    /// Spaces or line ends at either end.
    #[error("the identity pool id has white space before or after it; remove it")]
    Whitespace,
    /// An Amazon resource name.
    #[error(
        "this is an ARN; the identity pool id is the part after the last '/', such as \
         us-east-1:12345678-1234-1234-1234-123456789012"
    )]
    Arn,
    /// What a guide or an example has in the place of the id.
    #[error(
        "this only stands for an identity pool id; put your own pool's id there, such as \
         us-east-1:12345678-1234-1234-1234-123456789012 (Cognito console, Identity pools)"
    )]
    Placeholder,
    /// The id of a user pool.
    #[error(
        "this looks like a user pool id; an identity pool id has a colon after the region, such as \
         us-east-1:12345678-1234-1234-1234-123456789012 (Cognito console, Identity pools)"
    )]
    UserPool,
    /// A GUID alone.
    #[error("the region is missing: write it and a colon before the GUID, such as us-east-1:12345678-…")]
    MissingRegion,
    /// `A` to `F` after the colon.
    #[error("the part after the colon has upper-case letters; write it in lower case")]
    UpperCase,
    /// Longer than the service allows.
    #[error("the identity pool id is longer than 55 characters; write it as the Cognito console shows it")]
    TooLong,
    /// Anything else.
    #[error("this is not an identity pool id; it looks like us-east-1:12345678-1234-1234-1234-123456789012")]
    Malformed,
}

impl PoolId {
    /// Checks and keeps the id. Only its form is checked: whether the pool exists is the service's to say.
    ///
    /// # Errors
    /// [`PoolIdError`], which recognises the usual mistakes.
    pub fn parse(text: &str) -> Result<Self, PoolIdError> {
        match split_id(text) {
            Some((region, _)) => Ok(Self { text: text.to_owned(), region_bytes: region.len() }),
            None => Err(mistake(text)),
        }
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the colon, e.g. `us-east-1`. Not yet known to be a region: `endpoint` checks that.
    #[must_use]
    pub fn region(&self) -> &str {
        self.text.get(..self.region_bytes).unwrap_or_default()
    }
}

impl fmt::Display for PoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The longest pool or identity id, in bytes.
pub(super) const MAX_ID_BYTES: usize = 55;

/// The two sides of the colon, when `text` has the form of a pool or identity id.
pub(super) fn split_id(text: &str) -> Option<(&str, &str)> {
    let (region, guid) = text.split_once(':')?;
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
    let is_id = text.len() <= MAX_ID_BYTES
        && !region.is_empty()
        && region.bytes().all(word)
        && !guid.is_empty()
        && guid.bytes().all(hex);
    is_id.then_some((region, guid))
}

fn mistake(text: &str) -> PoolIdError {
    let is_guid =
        |text: &str| text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if text.trim().is_empty() {
        PoolIdError::Empty
    } else if text.trim() != text {
        PoolIdError::Whitespace
    } else if text.starts_with("arn:") {
        PoolIdError::Arn
    } else if is_guid(text.trim_start_matches(':')) {
        PoolIdError::MissingRegion
    } else if is_placeholder(text) {
        PoolIdError::Placeholder
    } else if !text.contains(':') && text.contains('_') {
        PoolIdError::UserPool
    } else if text.len() > MAX_ID_BYTES {
        PoolIdError::TooLong
    } else if text
        .split_once(':')
        .is_some_and(|(region, guid)| split_id(&format!("{region}:{}", guid.to_ascii_lowercase())).is_some())
    {
        PoolIdError::UpperCase
    } else {
        PoolIdError::Malformed
    }
}

/// Such as `IDENTITY_POOL_ID`, `us-east-1:YOUR-POOL` and `us-east-1:...`, where an id has digits.
fn is_placeholder(text: &str) -> bool {
    let own = text.rsplit(':').next().unwrap_or_default();
    let stands_for_text =
        |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-' | b'.' | b' ' | b'<' | b'>');
    let is_yours = own.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("your"));
    !own.is_empty() && (is_yours || own.bytes().all(stands_for_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart() {
        let pools = [
            ("us-east-1:12345678-1234-1234-1234-123456789abc", "us-east-1"),
            ("us-gov-west-1:0", "us-gov-west-1"),
            ("local_1:-", "local_1"),
        ];
        for (text, region) in pools {
            let pool = PoolId::parse(text).unwrap();
            assert_eq!((pool.as_str(), pool.region()), (text, region));
            assert_eq!(pool.to_string(), text);
        }
    }

    #[test]
    fn mistakes_are_named() {
        const GUID: &str = "12345678-1234-1234-1234-123456789abc";
        let table = [
            (String::new(), PoolIdError::Empty),
            (" \n".to_owned(), PoolIdError::Empty),
            (format!("us-east-1:{GUID}\n"), PoolIdError::Whitespace),
            (format!(" us-east-1:{GUID}"), PoolIdError::Whitespace),
            (format!("arn:aws:cognito-identity:us-east-1:1:identitypool/us-east-1:{GUID}"), PoolIdError::Arn),
            ("IDENTITY_POOL_ID".to_owned(), PoolIdError::Placeholder),
            ("IDENTITY-POOL-ID".to_owned(), PoolIdError::Placeholder),
            ("<IDENTITY POOL ID>".to_owned(), PoolIdError::Placeholder),
            ("REGION:GUID".to_owned(), PoolIdError::Placeholder),
            ("us-east-1:YOUR-POOL".to_owned(), PoolIdError::Placeholder),
            ("us-east-1:YOUR_POOL_1".to_owned(), PoolIdError::Placeholder),
            ("your-identity-pool-id".to_owned(), PoolIdError::Placeholder),
            ("us-east-1:...".to_owned(), PoolIdError::Placeholder),
            ("us-east-1_Ab12Cd34E".to_owned(), PoolIdError::UserPool),
            ("US-EAST-1_AB12CD34E".to_owned(), PoolIdError::UserPool),
            (GUID.to_owned(), PoolIdError::MissingRegion),
            (format!(":{GUID}"), PoolIdError::MissingRegion),
            (format!("us-east-1:{}", GUID.to_uppercase()), PoolIdError::UpperCase),
            (format!("us-east-1:{GUID}{GUID}"), PoolIdError::TooLong),
            (format!("us-east-1:A1{}", "A".repeat(43)), PoolIdError::UpperCase),
            ("abcdef".to_owned(), PoolIdError::Malformed),
            ("x".repeat(36), PoolIdError::Malformed),
            ("us-east-1".to_owned(), PoolIdError::Malformed),
            ("us-east-1:".to_owned(), PoolIdError::Malformed),
            ("us east:12".to_owned(), PoolIdError::Malformed),
            ("us-east-1:12:34".to_owned(), PoolIdError::Malformed),
            ("us-east-1:xyz".to_owned(), PoolIdError::Malformed),
            ("ü:12".to_owned(), PoolIdError::Malformed),
            ("us-east-1:12\0".to_owned(), PoolIdError::Malformed),
        ];
        for (text, error) in table {
            assert_eq!(PoolId::parse(&text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn the_limit_is_55_bytes() {
        let longest = format!("us-east-1:{}", "a".repeat(45));
        assert!(PoolId::parse(&longest).is_ok());
        assert_eq!(PoolId::parse(&(longest + "a")), Err(PoolIdError::TooLong));
    }
}
