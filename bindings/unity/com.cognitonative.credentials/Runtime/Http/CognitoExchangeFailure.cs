namespace CognitoNative
{
    /// <summary>Why an exchange brought no answer.</summary>
    public enum CognitoExchangeFailure
    {
        /// <summary>The server could not be reached, or the connection broke.</summary>
        Network = 0,

        /// <summary>No trusted TLS connection could be made.</summary>
        Tls = 1,

        /// <summary>It took too long.</summary>
        Timeout = 2,

        /// <summary>There is no network: the request fails at once.</summary>
        Offline = 3
    }
}
