using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>
    /// How a provider is created. Only <see cref="IdentityPoolId"/> is required; null, and false, are the documented
    /// defaults. Read when the provider is created; later changes do not count.
    /// </summary>
    public sealed class CognitoCredentialsOptions
    {
        /// <summary>
        /// What the constructors without options start from: set here, once at startup, what all providers share, such as
        /// <see cref="Endpoint"/> or <see cref="StorageDirectory"/>. Not thread-safe.
        /// </summary>
        public static CognitoCredentialsOptions Defaults { get; internal set; } = new CognitoCredentialsOptions();

        /// <summary>Required: the identity pool, "us-east-1:GUID".</summary>
        public string IdentityPoolId { get; set; }

        /// <summary>The pool's region. Default: the one its id begins with.</summary>
        [MaybeNull, AllowNull]
        public RegionEndpoint Region { get; set; }

        /// <summary>The AWS account that owns the pool, up to 15 digits. Pools made since 2015 need none.</summary>
        [MaybeNull, AllowNull]
        public string AccountId { get; set; }

        /// <summary>An identity id the host already has; used as is. Default: the stored one, else a new one.</summary>
        [MaybeNull, AllowNull]
        public string IdentityId { get; set; }

        /// <summary>
        /// An identity id that another SDK kept for this player: taken, and stored, when nothing was ever stored for this
        /// pool and profile. In Unity the one that the AWS Mobile SDK for Unity kept is found by itself.
        /// </summary>
        [MaybeNull, AllowNull]
        public string InitialIdentityId { get; set; }

        /// <summary>
        /// Take the identity id that the AWS SDK for C++ kept for this pool in ~/.aws/.identities, when nothing was ever
        /// stored.
        /// </summary>
        public bool ImportCppSdkIdentity { get; set; }

        /// <summary>Which of several players of this device; 1 to 64 characters. Default "default".</summary>
        [MaybeNull, AllowNull]
        public string Profile { get; set; }

        /// <summary>
        /// Directory of the stored identity, made if need be; "": keep in memory only. Default: in Unity
        /// Application.persistentDataPath, elsewhere the platform's per-user data directory.
        /// </summary>
        [MaybeNull, AllowNull]
        public string StorageDirectory { get; set; }

        /// <summary>Keeps the identity in the host's own store instead of a directory.</summary>
        [MaybeNull, AllowNull]
        public CognitoStorage Storage { get; set; }

        /// <summary>
        /// Sends the requests in the library's place; certificates, proxies and their options are then its own affair.
        /// </summary>
        [MaybeNull, AllowNull]
        public CognitoTransport Transport { get; set; }

        /// <summary>
        /// What threads the native library may start. <see cref="CognitoThreads.None"/> needs a <see cref="Transport"/>,
        /// and a <see cref="Storage"/> or <see cref="StorageDirectory"/> "".
        /// </summary>
        public CognitoThreads Threads { get; set; }

        /// <summary>Another URL of the Cognito identity service: https, or http to this machine (emulators).</summary>
        [MaybeNull, AllowNull]
        public string Endpoint { get; set; }

        /// <summary>Another URL of the Security Token Service, for the classic flow; as <see cref="Endpoint"/>.</summary>
        [MaybeNull, AllowNull]
        public string StsEndpoint { get; set; }

        /// <summary>Role for players with logins: the classic flow instead of the enhanced one.</summary>
        [MaybeNull, AllowNull]
        public string AuthRoleArn { get; set; }

        /// <summary>Role for guests: the classic flow instead of the enhanced one.</summary>
        [MaybeNull, AllowNull]
        public string UnAuthRoleArn { get; set; }

        /// <summary>Role to ask for in the enhanced flow, one that the login's role rules offer.</summary>
        [MaybeNull, AllowNull]
        public string CustomRoleArn { get; set; }

        /// <summary>Session name of the classic flow, 2 to 64 of letters, digits and +=,.@-_.</summary>
        [MaybeNull, AllowNull]
        public string RoleSessionName { get; set; }

        /// <summary>Inline session policy of the classic flow, JSON, up to 2048 characters.</summary>
        [MaybeNull, AllowNull]
        public string SessionPolicy { get; set; }

        /// <summary>ARNs of managed session policies of the classic flow, up to 10.</summary>
        [MaybeNull, AllowNull]
        public IReadOnlyList<string> PolicyArns { get; set; }

        /// <summary>Session duration of the classic flow, 900 to 43200 seconds. Default one hour.</summary>
        public TimeSpan? SessionDuration { get; set; }

        /// <summary>PEM certificates of authorities to trust besides the public web's and the operating system's.</summary>
        [MaybeNull, AllowNull]
        public string CaPem { get; set; }

        /// <summary>
        /// Trust the bundled web roots and <see cref="CaPem"/> alone, and not the operating system's store of certificates,
        /// where what an antivirus, a school or a company added is.
        /// </summary>
        public bool BundledRootsOnly { get; set; }

        /// <summary>HTTP proxy, "http://[user:password@]host:port".</summary>
        [MaybeNull, AllowNull]
        public string ProxyUrl { get; set; }

        /// <summary>Take the proxy from https_proxy, all_proxy and no_proxy, lower or upper case, as curl does.</summary>
        public bool ProxyFromEnvironment { get; set; }

        /// <summary>Appended to the User-Agent header, printable ASCII, up to 128 characters.</summary>
        [MaybeNull, AllowNull]
        public string UserAgentSuffix { get; set; }

        /// <summary>For making a connection. Default 5 s.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>For one whole HTTP exchange. Default 15 s.</summary>
        public TimeSpan? RequestTimeout { get; set; }

        /// <summary>
        /// For each request as a whole, retries and all: it then ends with DeadlineExceeded, while the fetch goes on for
        /// others. Default, and infinite: what the other timeouts and the attempts allow.
        /// </summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>
        /// While <see cref="CognitoDevice"/> says that there is no network, requests that need one fail at once with Offline
        /// instead of waiting for it.
        /// </summary>
        public bool FailWhenOffline { get; set; }

        /// <summary>HTTP attempts per operation, 1 to 10. Default 3.</summary>
        public int? MaxAttempts { get; set; }

        /// <summary>Refresh if convenient, this long before expiry. Default by lifetime: 5, 15 or 60 minutes.</summary>
        public TimeSpan? AdvisoryWindow { get; set; }

        /// <summary>Refresh before use, this long before expiry. Default one minute.</summary>
        public TimeSpan? MandatoryWindow { get; set; }

        /// <summary>How long the login source may take to answer; infinite is allowed. Default 30 s.</summary>
        public TimeSpan? LoginSourceTimeout { get; set; }

        /// <summary>Fail with LoginRequired rather than make a guest.</summary>
        public bool DisableGuestAccess { get; set; }

        /// <summary>When the service forbids the stored guest identity, take a new one instead of LoginRequired.</summary>
        public bool RecoverForbiddenGuest { get; set; }

        /// <summary>Store the credentials too, readable by this user only; a <see cref="Storage"/> protects them itself.</summary>
        public bool PersistCredentials { get; set; }

        /// <summary>Serve expired credentials when a refresh fails for a passing reason.</summary>
        public bool ServeExpired { get; set; }

        /// <summary>Refresh in the background, so that no request ever waits.</summary>
        public bool KeepFresh { get; set; }

        /// <summary>Start the first fetch at creation.</summary>
        public bool Prefetch { get; set; }

        /// <summary>Use the FIPS 140 endpoint.</summary>
        public bool UseFips { get; set; }

        /// <summary>Use the dual-stack (IPv4 and IPv6) endpoint.</summary>
        public bool UseDualStack { get; set; }

        /// <summary>A copy, to be changed apart from this one.</summary>
        public CognitoCredentialsOptions Clone()
        {
            return (CognitoCredentialsOptions)MemberwiseClone();
        }
    }
}
