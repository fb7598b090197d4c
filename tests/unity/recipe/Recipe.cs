using System;
using System.IO;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using CognitoNative;
using UnityEngine.Networking;
using UnityPlayer;

/// <summary>
/// A game on the stub of Unity that sends one of docs/recipes.md by UnityWebRequest; arguments and output as those of that
/// page's programs.
/// </summary>
internal static class Recipe
{
    private static int Main(string[] arguments)
    {
        var directory = Path.Combine(Path.GetTempPath(), "cognito-recipe-" + Guid.NewGuid());
        Directory.CreateDirectory(directory);
        try
        {
            using (var player = Player.Build(directory, new[] { Assembly.Load("CognitoNative") }))
            using (var credentials = new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                Endpoint = arguments[1], IdentityPoolId = arguments[2],
            }))
            {
                var sending = SendAsync(credentials, arguments);
                player.FramesUntil(() => sending.IsCompleted, "an answer");
                return sending.GetAwaiter().GetResult();
            }
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }

    private static async Task<int> SendAsync(CognitoAWSCredentials credentials, string[] arguments)
    {
        var request = new UnityWebRequest(arguments[6], arguments[5]) { downloadHandler = new DownloadHandlerBuffer() };
        if (arguments[7] != "")
        {
            request.uploadHandler = new UploadHandlerRaw(Encoding.UTF8.GetBytes(arguments[7]));
        }
        for (var i = 8; i < arguments.Length; i++)
        {
            var header = arguments[i].Split(new[] { ": " }, 2, StringSplitOptions.None);
            request.SetRequestHeader(header[0], header[1]);
        }
        Action<AwsRequest> configure = aws =>
        {
            aws.Service = arguments[3];
            aws.Region = arguments[4];
            aws.Expires = arguments[0] == "presign" ? TimeSpan.FromMinutes(5) : (TimeSpan?)null;
        };
        if (arguments[0] == "presign")
        {
            await request.SignAsync(credentials, configure);
            Console.WriteLine(request.url);
            return 0;
        }
        await request.SendSignedAsync(credentials, configure);
        Console.Write(request.downloadHandler.text);
        return request.responseCode == 200 ? 0 : 1;
    }
}
