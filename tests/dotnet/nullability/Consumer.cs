using System.Threading.Tasks;
using CognitoNative;

// What a program with nullable reference types is told by the .NET 8 build: a warning in each line that names one, and none
// in any other.
internal sealed class Consumer
{
    private readonly CognitoAWSCredentials credentials;

    internal Consumer(string pool, string? profile, string? noPool)
    {
        new CognitoAWSCredentials(noPool, RegionEndpoint.USEast1).Dispose(); // CS8604
        new CognitoAWSCredentials(null, pool, null, null, RegionEndpoint.USEast1).Dispose();
        new CognitoAWSCredentials(pool, null).Dispose(); // CS8625
        credentials = new CognitoAWSCredentials(new CognitoCredentialsOptions
        {
            IdentityPoolId = pool,
            Profile = profile,
            ProxyUrl = null,
        });
        credentials.LoginSource = null;
        credentials.Invalidate();
        credentials.AddLogin("accounts.google.com", profile); // CS8604
    }

    internal async Task<int> Lengths()
    {
        var keys = await credentials.GetCredentialsAsync();
        var length = keys.AccessKey.Length + (await credentials.GetIdentityIdAsync()).Length;
        length += keys.Token.Length; // CS8602
        length += credentials.GetCachedIdentityId().Length; // CS8602
        length += credentials.GetCachedIdentityId()?.Length ?? 0;
        if (credentials.TryGetCachedCredentials(out var cached))
        {
            length += cached.AccessKey.Length;
        }
        return length + cached.AccessKey.Length; // CS8602
    }

    internal string Reason(CognitoException exception)
    {
        return exception.Hint ?? exception.Message + exception.AwsErrorCode.Length; // CS8602
    }

    internal void Ask(ICognitoCredentials provider)
    {
        provider.TryGetIdentityId(out var identityId);
        identityId.ToString(); // CS8602
        credentials.GetIdentityIdAsync(result => result.Exception.ToString()); // CS8602
        credentials.GetIdentityIdAsync(result => { }, null);
    }

    private sealed class AsyncStorage : CognitoAsyncStorage
    {
        protected override Task<string?> LoadAsync(string key)
        {
            return Task.FromResult<string?>(null);
        }

        protected override Task SaveAsync(string key, string value)
        {
            return Task.CompletedTask;
        }

        protected override Task RemoveAsync(string key)
        {
            return Task.CompletedTask;
        }
    }

    private sealed class Storage : CognitoStorage
    {
        protected override string? Load(string key)
        {
            return null;
        }

        protected override void Save(string key, string value)
        {
        }

        protected override void Remove(string key)
        {
        }
    }
}
