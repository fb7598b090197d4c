//! Invariant: this is the only list of the operations the emulator answers, by their names in `X-Amz-Target`
//! (Amazon Cognito Federated Identities API, version 2014-06-30) or in the form field `Action` (AWS STS, version
//! 2011-06-15).

/// The prefix of `X-Amz-Target`.
const TARGET_PREFIX: &str = "AWSCognitoIdentityService.";

/// One unsigned operation of Amazon Cognito identity pools or of AWS STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Creates an identity, or finds the one its logins belong to.
    GetId,
    /// Temporary AWS credentials of the enhanced flow.
    GetCredentialsForIdentity,
    /// The open-id token of the classic flow.
    GetOpenIdToken,
    /// Takes logins off an identity.
    UnlinkIdentity,
    /// Temporary AWS credentials of the classic flow, from STS on the same port.
    AssumeRoleWithWebIdentity,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 5] = [
        Operation::GetId,
        Operation::GetCredentialsForIdentity,
        Operation::GetOpenIdToken,
        Operation::UnlinkIdentity,
        Operation::AssumeRoleWithWebIdentity,
    ];

    /// The operation's name in the service's API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Operation::GetId => "GetId",
            Operation::GetCredentialsForIdentity => "GetCredentialsForIdentity",
            Operation::GetOpenIdToken => "GetOpenIdToken",
            Operation::UnlinkIdentity => "UnlinkIdentity",
            Operation::AssumeRoleWithWebIdentity => "AssumeRoleWithWebIdentity",
        }
    }

    /// The operation of this name, if the emulator answers it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// The operation an `X-Amz-Target` header asks for.
    pub(super) fn from_target(target: &str) -> Option<Operation> {
        Operation::from_name(target.strip_prefix(TARGET_PREFIX)?).filter(|operation| !operation.is_of_sts())
    }

    /// The operation an `Action` field asks for.
    pub(super) fn from_action(action: &str) -> Option<Operation> {
        Operation::from_name(action).filter(|operation| operation.is_of_sts())
    }

    fn is_of_sts(self) -> bool {
        self == Operation::AssumeRoleWithWebIdentity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_name_operations() {
        for operation in Operation::ALL {
            let target = format!("AWSCognitoIdentityService.{}", operation.name());
            let is_of_sts = operation == Operation::AssumeRoleWithWebIdentity;
            assert_eq!(Operation::from_target(&target), Some(operation).filter(|_| !is_of_sts));
            assert_eq!(Operation::from_action(operation.name()), Some(operation).filter(|_| is_of_sts));
        }
        for wrong in
            ["", "GetId", "AWSCognitoIdentityService.", "AWSCognitoIdentityService.getid", "Other.GetId"]
        {
            assert_eq!(Operation::from_target(wrong), None, "{wrong}");
        }
    }
}
