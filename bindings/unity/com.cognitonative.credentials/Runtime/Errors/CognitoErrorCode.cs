namespace CognitoNative
{
    /// <summary>What went wrong. The numbers never change; new ones are appended.</summary>
    public enum CognitoErrorCode
    {
        /// <summary>Success.</summary>
        Ok = 0,

        /// <summary>An argument is NULL, out of range or of an unknown kind.</summary>
        InvalidArgument = 1,

        /// <summary>The handle is NULL, of another type, or was already freed.</summary>
        InvalidHandle = 2,

        /// <summary>An option is not valid; the error object names the field and the fix.</summary>
        InvalidOptions = 3,

        /// <summary>The queue or provider behind the call was freed.</summary>
        Closed = 4,

        /// <summary>The queue is being dispatched, by this thread (inside a callback) or by another.</summary>
        Busy = 5,

        /// <summary>The request was cancelled, or its provider or queue was freed.</summary>
        Cancelled = 6,

        /// <summary>The time allowed ran out first.</summary>
        DeadlineExceeded = 7,

        /// <summary>Nothing valid is cached.</summary>
        NotCached = 8,

        /// <summary>The service could not be reached.</summary>
        Network = 9,

        /// <summary>No trusted TLS connection could be made.</summary>
        Tls = 10,

        /// <summary>The service is limiting requests.</summary>
        Throttled = 11,

        /// <summary>The service failed on its side.</summary>
        ServiceUnavailable = 12,

        /// <summary>The answer was not one the service gives.</summary>
        InvalidResponse = 13,

        /// <summary>The identity pool does not exist in this region.</summary>
        PoolNotFound = 14,

        /// <summary>The identity does not exist in the pool, and a new one could not be used either.</summary>
        IdentityNotFound = 15,

        /// <summary>The identity pool does not allow guests.</summary>
        GuestAccessDisabled = 16,

        /// <summary>A login is needed for this identity.</summary>
        LoginRequired = 17,

        /// <summary>The login token has expired.</summary>
        LoginExpired = 18,

        /// <summary>The service does not accept the login token; the hint says why.</summary>
        LoginRejected = 19,

        /// <summary>The role cannot be used with this identity pool.</summary>
        RoleNotAllowed = 20,

        /// <summary>The login is already linked to another identity.</summary>
        ResourceConflict = 21,

        /// <summary>A limit of the service or of this library was reached.</summary>
        LimitExceeded = 22,

        /// <summary>The service says that a parameter is not valid.</summary>
        InvalidParameter = 23,

        /// <summary>The stored data could not be read or written.</summary>
        Storage = 24,

        /// <summary>This platform cannot do that.</summary>
        Unsupported = 25,

        /// <summary>A defect in this library.</summary>
        Internal = 26,

        /// <summary>A string is not valid UTF-8.</summary>
        InvalidUtf8 = 27,

        /// <summary>The struct_size field is not a size this library knows.</summary>
        InvalidStructSize = 28,

        /// <summary>A login name has 1 to 128 characters and no control characters.</summary>
        InvalidLoginName = 29,

        /// <summary>A login token has 1 to 50000 characters.</summary>
        InvalidLoginToken = 30,

        /// <summary>An identity has at most 10 logins.</summary>
        TooManyLogins = 31,

        /// <summary>Nothing is stored under this key: what a storage says to the library.</summary>
        NotStored = 32,

        /// <summary>There is no answer yet; a fetch is under way.</summary>
        Pending = 33,

        /// <summary>The host has said that there is no network, and the request was not to wait for one.</summary>
        Offline = 34,
    }
}
