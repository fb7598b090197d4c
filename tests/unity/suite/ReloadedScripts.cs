using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using UnityEngine;
using UnityPlayer;

namespace UnitySuite
{
    /// <summary>The scripts of an editor, in the application domain that a reload takes away.</summary>
    public sealed class ReloadedScripts : MarshalByRefObject
    {
        private readonly List<Task> asked = new List<Task>();
        private CognitoCredentialsOptions options;
        private string directory;
        private Player player;

        public void Use(string endpoint, string poolId, string persistentDataPath)
        {
            directory = persistentDataPath;
            options = new CognitoCredentialsOptions { IdentityPoolId = poolId, Endpoint = endpoint };
        }

        /// <summary>In play mode; nobody disposes the providers.</summary>
        public void Ask(int times)
        {
            Play();
            for (var i = 0; i < times; i++)
            {
                asked.Add(new CognitoAWSCredentials(options).GetCredentialsAsync());
            }
            player.Frame();
        }

        public string GetIdentityId()
        {
            Play();
            var identity = new CognitoAWSCredentials(options).GetIdentityIdAsync();
            player.FramesUntil(() => identity.IsCompleted, "the identity");
            return identity.Result;
        }

        /// <summary>How many requests it cancelled.</summary>
        public int BeginReload()
        {
            player.BeginReload();
            return asked.Count(task => task.IsCanceled);
        }

        /// <summary>How many ways there are for the engine to call the package.</summary>
        public int HeldByTheEngine()
        {
            return UnityEditor.EditorApplication.Handlers()
                .Concat(Application.Handlers())
                .Concat(UnityEngine.LowLevel.PlayerLoop.Delegates())
                .Count(handler => handler.Method.DeclaringType.Assembly.GetName().Name.StartsWith("CognitoNative"));
        }

        /// <summary>What a constructor says now, or null when it works.</summary>
        public string Refusal()
        {
            try
            {
                new CognitoAWSCredentials(options).Dispose();
                return null;
            }
            catch (ObjectDisposedException exception)
            {
                return exception.Message;
            }
        }

        /// <summary>The engine plays already, and its loop still has the system of the scripts before these.</summary>
        public string IdentityIdAfterCompilingInPlayMode()
        {
            player = Player.EditorThatPlays(
                directory, new[] { Assembly.Load("CognitoNative"), Assembly.Load("CognitoNative.Editor") });
            var systems = UnityEngine.LowLevel.PlayerLoop.Systems().Where(type => type != null)
                .Count(type => type.FullName == "CognitoNative.PlayerLoopHook+CognitoNativeCallbacks");
            if (systems != 1)
            {
                return systems + " systems of ours are in the loop";
            }
            var identity = new CognitoAWSCredentials(options).GetIdentityIdAsync();
            player.FramesUntil(() => identity.IsCompleted, "the identity");
            player.BeginReload();
            return identity.Result;
        }

        /// <summary>As a static initialiser that runs before ours; tells the identity.</summary>
        public string MakeProviderBeforeStart(string legacyIdentityId)
        {
            Engine.Start(directory);
            // Unity does this before it runs any script.
            SynchronizationContext.SetSynchronizationContext(UnityContext.Instance);
            Engine.Preferences["CognitoIdentity:IdentityId:" + options.IdentityPoolId] = legacyIdentityId;
            var identity = new CognitoAWSCredentials(options).GetIdentityIdAsync();
            player = Player.Editor(
                directory, new[] { Assembly.Load("CognitoNative"), Assembly.Load("CognitoNative.Editor") });
            player.FramesUntil(() => identity.IsCompleted, "the identity");
            player.BeginReload();
            return identity.Result;
        }

        /// <summary>What the constructor says, or null when it works.</summary>
        public string RefusalOnAnotherThreadBeforeStart(string storageDirectory, bool isReleaseBuild)
        {
            Engine.Start(directory);
            Engine.IsReleaseBuild = isReleaseBuild;
            options.StorageDirectory = storageDirectory;
            string refusal = null;
            var thread = new Thread(() =>
            {
                try
                {
                    new CognitoAWSCredentials(options).Dispose();
                }
                catch (InvalidOperationException exception)
                {
                    refusal = exception.Message;
                }
            });
            thread.Start();
            thread.Join();
            return refusal;
        }

        private void Play()
        {
            player = Player.Editor(
                directory, new[] { Assembly.Load("CognitoNative"), Assembly.Load("CognitoNative.Editor") });
            player.EnterPlayMode();
        }
    }
}
