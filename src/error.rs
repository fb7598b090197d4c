//! Every way a call can end. The numbers are the C ABI's `cognito_result` and never change; new ones are appended.

use std::borrow::Cow;

macro_rules! result_codes {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $name:literal, $text:literal;)*) => {
        /// The outcome of a call, as the host sees it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(i32)]
        #[allow(missing_docs, reason = "each code's text is its documentation")]
        pub enum ResultCode {
            $($(#[$doc])* $variant = $number,)*
        }

        impl ResultCode {
            /// Every code, in numeric order.
            pub const ALL: &'static [ResultCode] = &[$(ResultCode::$variant,)*];

            /// The code with this number, if there is one.
            #[must_use]
            pub fn from_number(number: i32) -> Option<ResultCode> {
                match number {
                    $($number => Some(ResultCode::$variant),)*
                    _ => None,
                }
            }

            /// The code's name in the C header.
            #[must_use]
            pub fn name(self) -> &'static std::ffi::CStr {
                match self {
                    $(ResultCode::$variant => $name,)*
                }
            }

            /// One English sentence for a log or a dialog: what is wrong, and what to do.
            #[must_use]
            pub fn text(self) -> &'static std::ffi::CStr {
                match self {
                    $(ResultCode::$variant => $text,)*
                }
            }
        }
    };
}

result_codes! {
    Ok = 0, c"COGNITO_OK", c"Success.";
    InvalidArgument = 1, c"COGNITO_ERROR_INVALID_ARGUMENT", c"An argument is NULL, out of range or of an unknown kind; see the function's documentation.";
    InvalidHandle = 2, c"COGNITO_ERROR_INVALID_HANDLE", c"The handle is NULL, of another type, or was already freed.";
    InvalidOptions = 3, c"COGNITO_ERROR_INVALID_OPTIONS", c"An option is not valid; the error object names the field and the fix.";
    Closed = 4, c"COGNITO_ERROR_CLOSED", c"The queue or provider behind this call was freed; create a new one.";
    Busy = 5, c"COGNITO_ERROR_BUSY", c"The queue is being dispatched; return from its callback (or stop the dispatching thread) first. A callback that an exception left by longjmp never returns.";
    Cancelled = 6, c"COGNITO_ERROR_CANCELLED", c"The request was cancelled, or its provider or queue was freed.";
    DeadlineExceeded = 7, c"COGNITO_ERROR_DEADLINE_EXCEEDED", c"The time allowed ran out first; the work goes on, so a later call may find it done.";
    NotCached = 8, c"COGNITO_ERROR_NOT_CACHED", c"Nothing valid is cached; begin a request to fetch it.";
    Network = 9, c"COGNITO_ERROR_NETWORK", c"The service could not be reached; check the connection and try again.";
    Tls = 10, c"COGNITO_ERROR_TLS", c"No trusted TLS connection could be made; check for an intercepting proxy, or give its CA certificate.";
    Throttled = 11, c"COGNITO_ERROR_THROTTLED", c"The service is limiting requests; try again later.";
    ServiceUnavailable = 12, c"COGNITO_ERROR_SERVICE_UNAVAILABLE", c"The service failed on its side; try again later.";
    InvalidResponse = 13, c"COGNITO_ERROR_INVALID_RESPONSE", c"The answer was not one the service gives; check the endpoint and for a captive portal or proxy.";
    PoolNotFound = 14, c"COGNITO_ERROR_POOL_NOT_FOUND", c"The identity pool does not exist in this region; check the pool id.";
    IdentityNotFound = 15, c"COGNITO_ERROR_IDENTITY_NOT_FOUND", c"The identity does not exist in the pool, and a new one could not be used either.";
    GuestAccessDisabled = 16, c"COGNITO_ERROR_GUEST_ACCESS_DISABLED", c"The identity pool does not allow guests; add a login, or enable guest access on the pool.";
    LoginRequired = 17, c"COGNITO_ERROR_LOGIN_REQUIRED", c"A login is needed for this identity; sign the player in and add the login.";
    LoginExpired = 18, c"COGNITO_ERROR_LOGIN_EXPIRED", c"The login token has expired; get a fresh one and set the login again.";
    LoginRejected = 19, c"COGNITO_ERROR_LOGIN_REJECTED", c"The service does not accept the login token; the hint says why.";
    RoleNotAllowed = 20, c"COGNITO_ERROR_ROLE_NOT_ALLOWED", c"The role cannot be used with this identity pool; check the pool's roles and the role's trust policy.";
    ResourceConflict = 21, c"COGNITO_ERROR_RESOURCE_CONFLICT", c"The login is already linked to another identity.";
    LimitExceeded = 22, c"COGNITO_ERROR_LIMIT_EXCEEDED", c"A limit of the service or of this library was reached.";
    InvalidParameter = 23, c"COGNITO_ERROR_INVALID_PARAMETER", c"The service says that a parameter is not valid; the message says which.";
    Storage = 24, c"COGNITO_ERROR_STORAGE", c"The stored data could not be read or written.";
    Unsupported = 25, c"COGNITO_ERROR_UNSUPPORTED", c"This platform cannot do that.";
    Internal = 26, c"COGNITO_ERROR_INTERNAL", c"A defect in this library; please report it with the log.";
    InvalidUtf8 = 27, c"COGNITO_ERROR_INVALID_UTF8", c"A string is not valid UTF-8.";
    InvalidStructSize = 28, c"COGNITO_ERROR_INVALID_STRUCT_SIZE", c"The struct_size field is not a size this library knows; set it to sizeof the struct.";
    InvalidLoginName = 29, c"COGNITO_ERROR_INVALID_LOGIN_NAME", c"A login name has 1 to 128 characters and no control characters, such as graph.facebook.com.";
    InvalidLoginToken = 30, c"COGNITO_ERROR_INVALID_LOGIN_TOKEN", c"A login token has 1 to 50000 characters (a developer's 4 to 20000) and no control characters but the line breaks of a SAML assertion.";
    TooManyLogins = 31, c"COGNITO_ERROR_TOO_MANY_LOGINS", c"An identity has at most 10 logins.";
    NotStored = 32, c"COGNITO_ERROR_NOT_STORED", c"Nothing is stored under this key.";
    Pending = 33, c"COGNITO_ERROR_PENDING", c"There is no answer yet; a fetch is under way, so ask again a little later.";
    Offline = 34, c"COGNITO_ERROR_OFFLINE", c"The host has said that there is no network, and the request was not to wait for one.";
}

/// A failed request, with all that is known about why. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", .code.name().to_string_lossy())]
pub struct Failure {
    /// What kind of failure; never [`ResultCode::Ok`].
    pub code: ResultCode,
    /// What happened, in one or two sentences.
    pub message: String,
    /// The option that it is about, by its name in C, which also begins the message.
    pub field: Option<Box<str>>,
    /// What to do about it; empty when the message says it all.
    pub hint: Cow<'static, str>,
    /// The service's own error code, e.g. `NotAuthorizedException`.
    pub aws_error_code: Option<String>,
    /// HTTP status of the last answer; 0 when there was none.
    pub http_status: u16,
    /// The service's request id, for AWS support.
    pub aws_request_id: Option<Box<str>>,
    /// HTTP requests made for the failed operation.
    pub attempts: u32,
    /// Whether the same call may succeed later without any change.
    pub is_retryable: bool,
}

impl Failure {
    /// A failure that never reached the service.
    #[must_use]
    pub fn local(code: ResultCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
            hint: Cow::Borrowed(""),
            aws_error_code: None,
            http_status: 0,
            aws_request_id: None,
            attempts: 0,
            is_retryable: false,
        }
    }

    /// An option that cannot be used; `fix` says what is wrong and what would be right, and no secret.
    #[must_use]
    pub fn of_option(field: &str, fix: impl std::fmt::Display) -> Self {
        let refused = Self::local(ResultCode::InvalidOptions, format!("{field}: {fix}"));
        Self { field: Some(field.into()), ..refused }
    }

    /// The same failure with a hint on what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = hint.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_round_trip() {
        for (index, code) in ResultCode::ALL.iter().enumerate() {
            assert_eq!(*code as usize, index, "append only: numbers follow the order of the table");
            assert_eq!(ResultCode::from_number(*code as i32), Some(*code));
        }
        assert_eq!(ResultCode::from_number(-1), None);
    }

    #[test]
    fn a_failure_prints_its_code_and_message() {
        let failure = Failure::local(ResultCode::Network, "no route").with_hint("check the connection");
        assert_eq!(failure.to_string(), "COGNITO_ERROR_NETWORK: no route");
        assert_eq!(failure.hint, "check the connection");
        let refused = Failure::of_option("profile", "too long");
        assert_eq!((refused.field.as_deref(), &*refused.message), (Some("profile"), "profile: too long"));
    }
}
