namespace CognitoNative
{
    /// <summary>What a provider is doing.</summary>
    public enum CognitoPhase
    {
        /// <summary>No credentials, and nothing under way.</summary>
        Empty = 0,

        /// <summary>No valid credentials; a fetch is under way.</summary>
        Fetching = 1,

        /// <summary>Valid credentials.</summary>
        Valid = 2,

        /// <summary>Valid credentials, and a refresh is under way.</summary>
        Refreshing = 3,

        /// <summary>Valid credentials; a refresh failed and the next one waits.</summary>
        BackingOff = 4,

        /// <summary>The credentials have expired, and nothing is under way.</summary>
        Expired = 5,
    }
}
