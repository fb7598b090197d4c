using CognitoNative;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddCognitoNative(builder.Configuration.GetSection("CognitoNative"));
builder.Services.AddHostedService<Once>();
builder.Build().Run();

/// <summary>Gets credentials once, and ends the program.</summary>
internal sealed class Once(ICognitoCredentials credentials, IHostApplicationLifetime life) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await credentials.GetCredentialsAsync(stopping);
        Console.WriteLine("identity id    " + await credentials.GetIdentityIdAsync(stopping));
        life.StopApplication();
    }
}
