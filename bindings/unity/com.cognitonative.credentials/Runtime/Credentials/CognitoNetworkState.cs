namespace CognitoNative
{
    /// <summary>Whether there is a network, for <see cref="CognitoDevice"/>.</summary>
    public enum CognitoNetworkState
    {
        /// <summary>Nobody has said: it is tried.</summary>
        Unknown = 0,

        /// <summary>There is none.</summary>
        Offline = 1,

        /// <summary>There is one.</summary>
        Online = 2,
    }
}
