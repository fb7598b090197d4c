using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// Each test has an emulator of its own and ends with no provider, no log and no file left. The emulator's pool
    /// takes the tokens of <see cref="Game"/> as they are (a token is the player's name there), and of
    /// <see cref="Google"/> only issued ones.
    /// </summary>
    public abstract class ProviderTests
    {
        internal const string Game = "login.game.example";
        internal const string Google = "accounts.google.com";
        internal const string Audience = "game";

        private readonly List<CognitoAWSCredentials> _providers = new List<CognitoAWSCredentials>();
        private readonly List<string> _directories = new List<string>();

        internal Emulator Emulator { get; private set; }

        [SetUp]
        public void StartEmulator()
        {
            Emulator = new Emulator("--login-provider", Game, "--login-provider", Google + "=" + Audience);
        }

        [TearDown]
        public void EndAll()
        {
            _providers.ForEach(provider => provider.Dispose());
            _providers.Clear();
            CognitoLog.Reset();
            CognitoCredentialsOptions.Defaults = new CognitoCredentialsOptions();
            Emulator.Dispose();
            _directories.ForEach(directory => Directory.Delete(directory, true));
            _directories.Clear();
        }

        /// <summary>In memory, at the emulator.</summary>
        internal CognitoCredentialsOptions Options(Action<CognitoCredentialsOptions> adjust = null)
        {
            var options = new CognitoCredentialsOptions
            {
                IdentityPoolId = Emulator.PoolId,
                Endpoint = Emulator.Endpoint,
                StorageDirectory = ""
            };
            if (adjust != null)
            {
                adjust(options);
            }
            return options;
        }

        /// <summary>A provider that is disposed when the test ends, if it is not before.</summary>
        internal CognitoAWSCredentials Create(Action<CognitoCredentialsOptions> adjust = null)
        {
            return Kept(new CognitoAWSCredentials(Options(adjust)));
        }

        internal CognitoAWSCredentials Kept(CognitoAWSCredentials provider)
        {
            _providers.Add(provider);
            return provider;
        }

        internal string NewDirectory()
        {
            string directory = Path.Combine(Path.GetTempPath(), "cognito-native-" + Guid.NewGuid());
            Directory.CreateDirectory(directory);
            _directories.Add(directory);
            return directory;
        }

        internal string GoogleToken(string player, int lifetimeSeconds = 3600)
        {
            return Emulator.IssueToken(Google, player, Audience, lifetimeSeconds);
        }

        /// <summary>
        /// Everything that is in the queue by now has been dispatched when this returns: answers come in their order.
        /// </summary>
        internal static void Drain(CognitoAWSCredentials provider)
        {
            var passed = new Recorder<bool>();
            provider.GetIdentityIdAsync(result => passed.Add(true), Anywhere);
            passed.First();
        }

        internal static AsyncOptions Anywhere
        {
            get { return new AsyncOptions { ExecuteCallbackOnMainThread = false }; }
        }
    }
}
