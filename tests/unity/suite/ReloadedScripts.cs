using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
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

        public void MakeProviderBeforeStart()
        {
            Engine.Start(directory);
            var provider = new CognitoAWSCredentials(options);
            var identity = provider.GetIdentityIdAsync();
            Play();
            player.FramesUntil(() => identity.IsCompleted, "the identity");
            player.BeginReload();
        }

        public string RefusalOnAnotherThreadBeforeStart()
        {
            Engine.Start(directory);
            try
            {
                Task.Run(() => new CognitoAWSCredentials(options).Dispose()).Wait();
                return null;
            }
            catch (AggregateException exception)
            {
                return exception.InnerException.Message;
            }
        }

        private void Play()
        {
            player = Player.Editor(
                directory, new[] { Assembly.Load("CognitoNative"), Assembly.Load("CognitoNative.Editor") });
            player.EnterPlayMode();
        }
    }
}
