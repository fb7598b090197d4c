//! Identity ids: the one check that every id passes before it is used, whoever it comes from.
//!
//! Source: Amazon Cognito API reference, `GetCredentialsForIdentity`, `IdentityId`: 1 to 55 characters,
//! `[\w-]+:[0-9a-f-]+`.

use super::pool_id::split_id;

/// The text is not an identity id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an identity id; it looks like us-east-1:12345678-1234-1234-1234-123456789012")]
pub struct IdentityIdError;

/// Checks the form of an identity id; whether the identity exists is the service's to say.
///
/// # Errors
/// [`IdentityIdError`] when the service would refuse the form.
pub fn check_identity_id(text: &str) -> Result<(), IdentityIdError> {
    split_id(text).map(|_| ()).ok_or(IdentityIdError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_checked() {
        assert_eq!(check_identity_id("us-east-1:12345678-1234-1234-1234-123456789abc"), Ok(()));
        for text in ["", "us-east-1", ":12", "us-east-1:", "us-east-1:GG", "a:b\n", "<html>", "us-east-1:a b"]
        {
            assert_eq!(check_identity_id(text), Err(IdentityIdError), "{text:?}");
        }
    }
}
