namespace CognitoNative
{
    /// <summary>The requests of the library, which all begin and end alike.</summary>
    internal enum RequestKind
    {
        IdentityId,
        Credentials,
        Refresh,
        OpenIdToken,
        UnlinkLogin,
    }
}
