using System;
using System.Net.Http;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

/// <summary>
/// What somebody without a library writes in an afternoon, to compare with: an HttpClient, a semaphore, and the task of the
/// last answer. No store, no retries, no logins, no clock but the device's.
/// </summary>
internal sealed class Control
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly HttpClient client = new HttpClient();
    private readonly SemaphoreSlim gate = new SemaphoreSlim(1);
    private readonly string endpoint, pool;
    private string identityId;
    private volatile Kept kept;

    internal Control(string endpoint, string pool)
    {
        this.endpoint = endpoint;
        this.pool = pool;
    }

    internal Task<string[]> GetCredentialsAsync()
    {
        var last = kept;
        return last != null && DateTime.UtcNow < last.RefreshAt ? last.Task : Fetch();
    }

    private async Task<string[]> Fetch()
    {
        await gate.WaitAsync();
        try
        {
            if (kept != null && DateTime.UtcNow < kept.RefreshAt)
            {
                return kept.Task.Result;
            }
            identityId = identityId ?? Read(await Call("GetId", "IdentityPoolId", pool), "IdentityId");
            string answer = await Call("GetCredentialsForIdentity", "IdentityId", identityId);
            string[] keys = { Read(answer, "AccessKeyId"), Read(answer, "SecretKey"), Read(answer, "SessionToken") };
            kept = new Kept { RefreshAt = DateTime.UtcNow.AddHours(1) - Window, Task = Task.FromResult(keys) };
            return keys;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<string> Call(string operation, string name, string value)
    {
        var content = new StringContent("{\"" + name + "\":\"" + value + "\"}", Encoding.UTF8, "application/x-amz-json-1.1");
        content.Headers.Add("X-Amz-Target", "AWSCognitoIdentityService." + operation);
        using (HttpResponseMessage response = await client.PostAsync(endpoint, content))
        {
            return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        }
    }

    private static string Read(string json, string name)
    {
        return Regex.Match(json, "\"" + name + "\":\"([^\"]*)\"").Groups[1].Value;
    }

    private sealed class Kept
    {
        internal DateTime RefreshAt;
        internal Task<string[]> Task;
    }
}
