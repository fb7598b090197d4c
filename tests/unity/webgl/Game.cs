using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using UnityPlayer;

/// <summary>
/// A WebGL game on the stub of Unity, with this machine's library in the place of the archive ("__Internal"): what the C#
/// of such a build does on the one thread there is. Prints a line for each promise; the exit code is 1 if one was broken.
/// </summary>
internal static class Game
{
    private static readonly int MainThread = Thread.CurrentThread.ManagedThreadId;

    private static readonly List<KeyValuePair<string, Action<Player, CognitoAWSCredentials>>> Promises =
        new List<KeyValuePair<string, Action<Player, CognitoAWSCredentials>>>
        {
            Promise("awaited answers come in a frame", AnswersComeInAFrame),
            Promise("a callback that may come anywhere comes on the one thread, in a later frame", CallbacksComeInAFrame),
            Promise("a blocking call answers what is cached", BlockingCallsAnswerWhatIsCached),
            Promise("a blocking call refuses to wait, and says what to do", BlockingCallsRefuse),
            Promise("a login source is asked on the one thread", LoginSourcesAreAskedThere),
            Promise("no directory is given to the library, which keeps the player itself", NoDirectoryIsGiven),
        };

    private static int Main(string[] arguments)
    {
        var failed = 0;
        using (var player = Player.Build(arguments[0], new[] { Assembly.Load("CognitoNative") }))
        using (var emulator = new Emulator())
        {
            foreach (var promise in Promises)
            {
                try
                {
                    var options = new CognitoCredentialsOptions
                    {
                        Endpoint = emulator.Endpoint,
                        IdentityPoolId = emulator.AddPool(true, 3600, "accounts.google.com"),
                    };
                    using (var credentials = new CognitoAWSCredentials(options))
                    {
                        promise.Value(player, credentials);
                    }
                    Console.WriteLine("ok      webgl: " + promise.Key);
                }
                catch (Exception exception)
                {
                    Console.WriteLine("FAILED  webgl: " + promise.Key + ": " + exception);
                    failed++;
                }
            }
        }
        Console.WriteLine((Promises.Count - failed) + " passed, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    private static void AnswersComeInAFrame(Player player, CognitoAWSCredentials credentials)
    {
        var thread = 0;
        var answer = ThenAsync(credentials.GetCredentialsAsync(), () => thread = Thread.CurrentThread.ManagedThreadId);
        player.FramesUntil(() => answer.IsCompleted, "credentials");
        Check(answer.Result.AccessKey.StartsWith("ASIA", StringComparison.Ordinal), "no access key");
        Check(thread == MainThread, "thread " + thread);
    }

    private static async Task<T> ThenAsync<T>(Task<T> task, Action then)
    {
        var result = await task;
        then();
        return result;
    }

    private static void CallbacksComeInAFrame(Player player, CognitoAWSCredentials credentials)
    {
        var thread = 0;
        credentials.GetIdentityIdAsync(
            result => thread = Thread.CurrentThread.ManagedThreadId, new AsyncOptions { ExecuteCallbackOnMainThread = false });
        player.FramesUntil(() => thread != 0, "a callback");
        Check(thread == MainThread, "thread " + thread);
    }

    private static void BlockingCallsAnswerWhatIsCached(Player player, CognitoAWSCredentials credentials)
    {
        var answer = credentials.GetCredentialsAsync();
        player.FramesUntil(() => answer.IsCompleted, "credentials");
        Check(credentials.GetCredentials().AccessKey == answer.Result.AccessKey, "other credentials");
        Check(credentials.GetIdentityId() == credentials.GetCachedIdentityId(), "another identity");
    }

    private static void BlockingCallsRefuse(Player player, CognitoAWSCredentials credentials)
    {
        foreach (var call in new Action[] { () => credentials.GetCredentials(), () => credentials.GetIdentityId() })
        {
            try
            {
                call();
            }
            catch (InvalidOperationException exception)
            {
                Check(exception.Message.Contains("Async"), exception.Message);
                continue;
            }
            throw new InvalidOperationException("it waited");
        }
    }

    private static void LoginSourcesAreAskedThere(Player player, CognitoAWSCredentials credentials)
    {
        var thread = 0;
        credentials.LoginSource = (providers, cancellationToken) =>
        {
            thread = Thread.CurrentThread.ManagedThreadId;
            return Task.FromResult(CognitoLogins.None);
        };
        var answer = credentials.GetCredentialsAsync();
        player.FramesUntil(() => answer.IsCompleted, "an answer");
        Check(thread == MainThread, "thread " + thread);
    }

    private static void NoDirectoryIsGiven(Player player, CognitoAWSCredentials credentials)
    {
        var answer = credentials.GetIdentityIdAsync();
        player.FramesUntil(() => answer.IsCompleted, "an identity id");
        var directory = UnityEngine.Application.persistentDataPath;
        Check(Directory.GetFileSystemEntries(directory).Length == 0, "something is in " + directory);
    }

    private static KeyValuePair<string, Action<Player, CognitoAWSCredentials>> Promise(
        string name, Action<Player, CognitoAWSCredentials> isKept)
    {
        return new KeyValuePair<string, Action<Player, CognitoAWSCredentials>>(name, isKept);
    }

    private static void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
