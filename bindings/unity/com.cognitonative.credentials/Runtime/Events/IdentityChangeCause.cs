namespace CognitoNative
{
    /// <summary>Why the player's identity id is another one now.</summary>
    public enum IdentityChangeCause
    {
        /// <summary>The pool made it: a new player.</summary>
        Created = 1,

        /// <summary>The service answered with another, surviving identity.</summary>
        Merged = 2,

        /// <summary>The old identity no longer exists; a new one was made.</summary>
        Recovered = 3,

        /// <summary>The host cleared it.</summary>
        Cleared = 4,

        /// <summary>The game's own backend named it.</summary>
        Developer = 5,
    }
}
