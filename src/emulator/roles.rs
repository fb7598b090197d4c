//! Invariant: which role a player gets is decided here, from the pool's roles and the player's state alone.

use super::pool_options::PoolRoles;
use super::service_error::ServiceError;

/// The role of a player in the enhanced flow; `None` when the pool checks none and none was asked for.
pub(super) fn choose(
    roles: Option<&PoolRoles>,
    is_authenticated: bool,
    custom_role_arn: Option<String>,
) -> Result<Option<String>, ServiceError> {
    let Some(roles) = roles else { return Ok(custom_role_arn) };
    let role = match custom_role_arn {
        Some(custom) => Some(custom).filter(|custom| is_authenticated && roles.custom.contains(custom)),
        None if is_authenticated && roles.denies_ambiguous => return Err(ServiceError::ambiguous_role()),
        None if is_authenticated => roles.authenticated.clone(),
        None => roles.unauthenticated.clone(),
    };
    role.map(Some).ok_or_else(ServiceError::roles_not_configured)
}

/// Whether the trust policy of a role lets players in this state assume it.
pub(super) fn trust(roles: &PoolRoles, role_arn: &str, is_authenticated: bool) -> bool {
    let is = |role: &Option<String>| role.as_deref() == Some(role_arn);
    if is_authenticated {
        is(&roles.authenticated) || roles.custom.iter().any(|custom| custom == role_arn)
    } else {
        is(&roles.unauthenticated)
    }
}

/// Every role of a pool.
pub(super) fn all(roles: &PoolRoles) -> impl Iterator<Item = &String> {
    roles.authenticated.iter().chain(&roles.unauthenticated).chain(&roles.custom)
}

/// The account and the name in the ARN of a role, `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`; `None` when it has
/// another form.
pub(super) fn account_and_name(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = *parts.as_slice() else { return None };
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_valid = partition.starts_with("aws") && is_account && !name.is_empty() && arn.len() <= 2048;
    is_valid.then_some((account, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles() -> PoolRoles {
        PoolRoles {
            authenticated: Some("player".to_owned()),
            unauthenticated: Some("guest".to_owned()),
            custom: vec!["moderator".to_owned()],
            ..PoolRoles::default()
        }
    }

    #[test]
    fn the_state_and_the_rules_choose_the_role() {
        let denying = PoolRoles { denies_ambiguous: true, ..roles() };
        let table = [
            (None, true, None, Ok(None)),
            (None, false, Some("any"), Ok(Some("any"))),
            (Some(&roles()), true, None, Ok(Some("player"))),
            (Some(&roles()), false, None, Ok(Some("guest"))),
            (Some(&roles()), true, Some("moderator"), Ok(Some("moderator"))),
            (Some(&roles()), false, Some("moderator"), Err(ServiceError::roles_not_configured())),
            (Some(&roles()), true, Some("other"), Err(ServiceError::roles_not_configured())),
            (Some(&PoolRoles::default()), true, None, Err(ServiceError::roles_not_configured())),
            (Some(&denying), true, None, Err(ServiceError::ambiguous_role())),
            (Some(&denying), true, Some("moderator"), Ok(Some("moderator"))),
        ];
        for (roles, is_authenticated, custom, expected) in table {
            let chosen = choose(roles, is_authenticated, custom.map(str::to_owned));
            assert_eq!(chosen, expected.map(|role| role.map(str::to_owned)), "{is_authenticated} {custom:?}");
        }
    }

    #[test]
    fn a_role_trusts_one_state() {
        let table = [
            ("player", true, false),
            ("guest", false, true),
            ("moderator", true, false),
            ("x", false, false),
        ];
        for (role, players, guests) in table {
            assert_eq!(
                (trust(&roles(), role, true), trust(&roles(), role, false)),
                (players, guests),
                "{role}"
            );
        }
    }

    #[test]
    fn arns_of_roles_are_taken_apart() {
        let table = [
            ("arn:aws:iam::123456789012:role/player", Some("player")),
            ("arn:aws-cn:iam::123456789012:role/game/eu/player", Some("player")),
            ("arn:aws:iam::123456789012:role/", None),
            ("arn:aws:iam::12345:role/player", None),
            ("arn:aws:iam::123456789012:user/player", None),
            ("arn:aws:sts::123456789012:role/player", None),
            ("player", None),
        ];
        for (arn, name) in table {
            assert_eq!(account_and_name(arn), name.map(|name| ("123456789012", name)), "{arn}");
        }
    }
}
