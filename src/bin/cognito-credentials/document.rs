//! Credentials as SDKs read them. Pure.

use cognito_native::credentials::Credentials;
use cognito_native::signing::iso8601;
use serde_json::json;
use zeroize::Zeroizing;

/// For a program that `credential_process` names (AWS SDKs and Tools Reference Guide, "Process credential provider"): one line.
pub(crate) fn of_process(credentials: &Credentials) -> Zeroizing<String> {
    let document = json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id.expose(),
        "SecretAccessKey": credentials.secret_access_key.expose(),
        "SessionToken": credentials.session_token.expose(),
        "Expiration": iso8601(credentials.expiration_unix_ms),
    });
    Zeroizing::new(format!("{document}\n"))
}

/// For a container's credentials endpoint (the same guide, "Container credential provider").
pub(crate) fn of_container(credentials: &Credentials) -> Zeroizing<String> {
    let document = json!({
        "AccessKeyId": credentials.access_key_id.expose(),
        "SecretAccessKey": credentials.secret_access_key.expose(),
        "Token": credentials.session_token.expose(),
        "Expiration": iso8601(credentials.expiration_unix_ms),
    });
    Zeroizing::new(document.to_string())
}

/// Why a container gets none.
pub(crate) fn of_error(code: &str, message: &str) -> String {
    json!({ "Code": code, "Message": message }).to_string()
}

#[cfg(test)]
mod tests {
    use cognito_native::secret::Secret;
    use cognito_native::signing::KeyCache;

    use super::*;

    fn credentials() -> Credentials {
        let secret = |text| Secret::new(text).unwrap();
        Credentials {
            access_key_id: secret("ASIA1"),
            secret_access_key: secret("s/+\"1"),
            session_token: secret("t1=="),
            expiration_unix_ms: 1_440_938_160_123,
            keys: KeyCache::default(),
        }
    }

    #[test]
    fn the_documents_are_what_sdks_read() {
        assert_eq!(
            *of_process(&credentials()),
            "{\"AccessKeyId\":\"ASIA1\",\"Expiration\":\"2015-08-30T12:36:00Z\",\"SecretAccessKey\":\"s/+\\\"1\",\
             \"SessionToken\":\"t1==\",\"Version\":1}\n"
        );
        assert_eq!(
            *of_container(&credentials()),
            "{\"AccessKeyId\":\"ASIA1\",\"Expiration\":\"2015-08-30T12:36:00Z\",\"SecretAccessKey\":\"s/+\\\"1\",\
             \"Token\":\"t1==\"}"
        );
        assert_eq!(of_error("A", "b"), "{\"Code\":\"A\",\"Message\":\"b\"}");
    }
}
