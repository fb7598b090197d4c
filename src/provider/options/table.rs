//! The table of the options: for each its name in C, its kind with range and default, and its documentation. The struct of
//! the header, its reader, the reader of JSON and the C# that fills the struct are made of it, so a new option is a new
//! row at the end, and then only what uses it.
//!
//! | kind | in C | as JSON | here |
//! |---|---|---|---|
//! | `text` | `const char *` | string | `Option<String>` |
//! | `texts(count, most)` | `const char *const *` and its count | array of strings | `Vec<String>` |
//! | `flag` | `cognito_bool` | true or false (or 1 or 0) | `bool` |
//! | `number(range, default)` | `uint32_t` | number | `u32` |
//! | `optional(range)` | `uint32_t` | number | `Option<u32>` |
//! | `reserved` | `uint32_t`, 0 | | |
//! | `size`, `count`, `storage`, `transport` | what only C has | | |
//!
//! The order is the struct's, which grows at its end by rows that leave no gap: a pointer, or two numbers.

/// Hands the table to a macro.
macro_rules! provider_options {
    ($with:ident) => {
        $with! {
        /// How a provider is created. Set struct_size, zero the rest, fill in what you need: 0 and NULL always mean the
        /// documented default. An empty string is not the default but an invalid value, except for storage_directory
        /// and user_agent_suffix. Yes/no fields are 0 or 1. Options that contradict each other are refused: a session
        /// option without a role of the classic flow, a region that is not the pool's.
        cognito_provider_options {
        /// sizeof(cognito_provider_options).
        struct_size: size;
        /// HTTP attempts per operation, 1 to 10. Default 3.
        max_attempts: number(1..=10, 3);
        /// Required: the identity pool, "us-east-1:GUID".
        identity_pool_id: text;
        /// The pool's region: the one its id begins with, which is the default.
        region: text;
        /// The AWS account that owns the pool, up to 15 digits. Default: none; pools created since 2015 need none.
        account_id: text;
        /// An identity id that the host already has; used as is. Default: the stored one, or else a new one.
        identity_id: text;
        /// Which of several players on this device; 1 to 64 characters. Players who are signed in at the same time need
        /// one each: the first one keeps the record, the others live in memory. Default "default".
        profile: text;
        /// Directory of the stored identity; created if necessary. Default: the platform's per-user data directory; "":
        /// keep it in memory only. Unity: Application.persistentDataPath.
        storage_directory: text;
        /// Keeps the identity in the host's own store (cognito_storage_new()) instead of a directory. Default: none. The
        /// provider keeps it alive.
        storage: storage;
        /// Another URL of the Cognito identity service: https, or http to this machine (emulators). Default: the region's.
        endpoint: text;
        /// Another URL of the Security Token Service, for the classic flow; as endpoint. Default: the region's.
        sts_endpoint: text;
        /// Role for players with logins: the classic flow instead of the enhanced one. Default: none.
        auth_role_arn: text;
        /// Role for guests: the classic flow instead of the enhanced one. Default: none.
        unauth_role_arn: text;
        /// Role to ask for in the enhanced flow, one that the login's role rules offer. Default: the pool's choice.
        custom_role_arn: text;
        /// Session name of the classic flow, 2 to 64 of letters, digits and +=,.@-_. Default "cognito-native".
        role_session_name: text;
        /// Inline session policy of the classic flow: JSON of the characters U+0020 to U+00FF, tab, LF and CR, up to
        /// 2048 of them together with policy_arns. Default: none.
        session_policy: text;
        /// ARNs of managed session policies of the classic flow. Default: none.
        policy_arns: texts(policy_arn_count, 10);
        /// How many policy_arns, up to 10.
        policy_arn_count: count;
        /// Session duration of the classic flow, 900 to 43200 seconds. Default 3600.
        session_duration_s: optional(900..=43_200);
        /// PEM certificates of authorities to trust, besides those of the public web and the operating system. Default:
        /// none.
        ca_pem: text;
        /// HTTP proxy, "http://[user:password@]host:port". Not together with proxy_from_environment. Default: none.
        proxy_url: text;
        /// Appended to the User-Agent header, printable ASCII, up to 128 characters. Default: nothing.
        user_agent_suffix: text;
        /// For making a connection, milliseconds. Default 5000.
        connect_timeout_ms: number(1..=u32::MAX, 5_000);
        /// For one whole HTTP exchange, milliseconds. Default 15000.
        request_timeout_ms: number(1..=u32::MAX, 15_000);
        /// Refresh if convenient, this many seconds before expiry. Default: by lifetime, 300, 900 or 3600.
        advisory_window_s: optional(1..=u32::MAX);
        /// Refresh before use, this many seconds before expiry. Default 60.
        mandatory_window_s: optional(1..=u32::MAX);
        /// 1: fail with LOGIN_REQUIRED rather than make a guest. Default 0.
        disable_guest_access: flag;
        /// 1: if the service forbids the stored guest identity, take a new one. Default 0: LOGIN_REQUIRED.
        recover_forbidden_guest: flag;
        /// 1: store the credentials too, readable by this user only; a storage receives them as plain text and has to
        /// protect them. Default 0: only the identity id.
        persist_credentials: flag;
        /// 1: serve expired credentials when a refresh fails for a temporary reason or is not done by the deadline;
        /// during the back-off at once. They are marked (cognito_completion_is_stale()). Default 0.
        serve_expired: flag;
        /// 1: refresh in the background without being asked, so that no request ever waits. A failed attempt is
        /// repeated: always once more before the expiry, and at least every half minute after it. Default 0.
        keep_fresh: flag;
        /// 1: start the first fetch at creation. Default 0.
        prefetch: flag;
        /// 1: use the FIPS 140 endpoint. Default 0.
        use_fips: flag;
        /// 1: use the dual-stack (IPv4 and IPv6) endpoint. Default 0.
        use_dual_stack: flag;
        /// 1: take the proxy from https_proxy, all_proxy and no_proxy, in lower or upper case, as curl does. One that
        /// cannot be used (SOCKS) is ignored, with a warning in the log. Default 0.
        proxy_from_environment: flag;
        /// How long the login source may take to answer, milliseconds. Default 30000.
        login_source_timeout_ms: number(1..=u32::MAX, 30_000);
        /// An identity id that another SDK kept for this player. It is a hint: taken, and stored, if nothing was ever
        /// stored for this pool and profile. Give it at every launch: once cleared or signed out, it is not taken again
        /// (except with storage_directory "", or after cognito_profile_delete()). Not together with identity_id.
        /// Default: none.
        initial_identity_id: text;
        /// 1: like initial_identity_id, with the identity id that the AWS SDK for C++ kept for this pool on a desktop:
        /// .aws/.identities in the home directory. Logins are not read; a missing or damaged file only costs a line in
        /// the log. Default 0.
        import_cpp_sdk_identity: flag;
        /// 1: trust only the bundled web roots and ca_pem. Default 0: the operating system's certificate store too,
        /// which holds what an antivirus, a school or a company has added (iOS does not show its store).
        bundled_roots_only: flag;
        /// Sends the requests in the library's place (cognito_transport_new()). ca_pem, proxy_url, proxy_from_environment
        /// and bundled_roots_only are its own affair then, and refused here. Default: the library's own HTTP. The provider
        /// keeps it alive.
        transport: transport;
        /// One of COGNITO_THREADS_*. COGNITO_THREADS_NONE needs a transport, and a storage or storage_directory "".
        /// Default COGNITO_THREADS_DEFAULT.
        threads: number(1..=1, 0);
        /// Must be 0.
        reserved: reserved;
        }
        }
    };
}

pub(crate) use provider_options;
