//! What a login may be: checked before anything is sent, so that a mistake costs no request.

use std::ops::RangeInclusive;

use super::state::is_developer_login_name;
use crate::cognito::identity::Login;
use crate::error::ResultCode;
use crate::secret::Secret;

/// Amazon Cognito API reference, `GetId`: the limits of a login.
const MAX_NAME_CHARACTERS: usize = 128;
const TOKEN_CHARACTERS: RangeInclusive<usize> = 1..=50_000;

/// AWS STS API reference, `AssumeRoleWithWebIdentity`: in the classic flow a developer's token goes there as it is.
const DEVELOPER_TOKEN_CHARACTERS: RangeInclusive<usize> = 4..=20_000;

/// What the ARN of a SAML provider has in it, as a login's name. Its tokens are assertions in Base64, which many
/// identity providers break into lines (RFC 2045, section 6.8).
const SAML_PROVIDER: &str = ":saml-provider/";

/// A login whose name and token the service can take.
///
/// # Errors
/// `INVALID_LOGIN_NAME` or `INVALID_LOGIN_TOKEN`.
pub fn login(name: &str, token: &str) -> Result<Login, ResultCode> {
    check_login_name(name)?;
    check_token(name, token)?;
    Ok((name.to_owned(), Secret::new(token).map_err(|_| ResultCode::InvalidLoginToken)?))
}

/// Checks a login's name alone.
///
/// # Errors
/// `INVALID_LOGIN_NAME`.
pub fn check_login_name(name: &str) -> Result<(), ResultCode> {
    let length = name.chars().take(MAX_NAME_CHARACTERS + 1).count();
    if length == 0 || length > MAX_NAME_CHARACTERS || name.chars().any(char::is_control) {
        return Err(ResultCode::InvalidLoginName);
    }
    Ok(())
}

fn check_token(name: &str, token: &str) -> Result<(), ResultCode> {
    let limits = if is_developer_login_name(name) { DEVELOPER_TOKEN_CHARACTERS } else { TOKEN_CHARACTERS };
    let is_allowed =
        |one: char| !one.is_control() || (matches!(one, '\r' | '\n') && name.contains(SAML_PROVIDER));
    let length = token.chars().take(limits.end() + 1).count();
    if limits.contains(&length) && token.chars().all(is_allowed) {
        return Ok(());
    }
    Err(ResultCode::InvalidLoginToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_as_the_service_takes_it() {
        const OIDC: &str = "accounts.google.com";
        const SAML: &str = "arn:aws-us-gov:iam::123456789012:saml-provider/Studio";
        const DEVELOPER: &str = "cognito-identity.amazonaws.com";
        const IN_CHINA: &str = "cognito-identity.cn-north-1.amazonaws.com.cn";
        let of = |length: usize| "é".repeat(length);
        let good = [
            (OIDC, of(1)),
            (OIDC, of(50_000)),
            (SAML, "PHNhbWw+\r\nPC9zYW1sPg==\n".to_owned()),
            (DEVELOPER, of(4)),
            (DEVELOPER, of(20_000)),
        ];
        for (name, token) in good {
            assert_eq!(check_token(name, &token), Ok(()), "{name} {}", token.len());
        }
        let bad = [
            (OIDC, of(0)),
            (OIDC, of(50_001)),
            (OIDC, "a\n".to_owned()),
            (OIDC, "a\u{85}".to_owned()),
            (SAML, of(50_001)),
            (SAML, "a\tb".to_owned()),
            (DEVELOPER, of(3)),
            (DEVELOPER, of(20_001)),
            (IN_CHINA, of(3)),
            (DEVELOPER, "abc\n".to_owned()),
        ];
        for (name, token) in bad {
            assert_eq!(
                check_token(name, &token),
                Err(ResultCode::InvalidLoginToken),
                "{name} {}",
                token.len()
            );
        }
    }
}
