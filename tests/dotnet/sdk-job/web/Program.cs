using System.Collections.Concurrent;
using CognitoNative;
using CognitoNative.Extensions;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCognitoNative(builder.Configuration.GetSection("CognitoNative"));
var app = builder.Build();
var users = new ConcurrentDictionary<string, ICognitoCredentials>();

// A provider for each user, who is signed in with a token of theirs.
app.MapGet("/identity/{user}", async (string user, ICognitoCredentialsFactory factory) =>
{
    var provider = users.GetOrAdd(user, name => factory.Create(options => options.Profile = name));
    provider.AddLogin("accounts.google.com", user);
    return await provider.GetIdentityIdAsync();
});
app.Run();
