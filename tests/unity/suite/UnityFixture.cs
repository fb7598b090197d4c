using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;
using UnityPlayer;

namespace UnitySuite
{
    /// <summary>Each test has an emulator, a directory and at most one player of its own, all gone afterwards.</summary>
    public abstract class UnityFixture
    {
        protected static readonly Assembly[] Scripts =
        {
            Assembly.Load("CognitoNative"),
            Assembly.Load("CognitoNative.Editor"),
            Assembly.Load("CognitoNative.UnitySuite"),
        };

        internal Emulator Emulator { get; private set; }

        protected string Directory { get; private set; }

        protected Player Player { get; set; }

        [SetUp]
        public void SetUp()
        {
            Directory = Path.Combine(Path.GetTempPath(), "cognito-unity-" + Guid.NewGuid());
            System.IO.Directory.CreateDirectory(Directory);
            Emulator = new Emulator("--login-provider", "accounts.example.com");
        }

        [TearDown]
        public void TearDown()
        {
            try
            {
                if (Player != null)
                {
                    Player.Dispose();
                    Player = null;
                }
                // A test that expects some takes them out.
                Assert.That(Engine.Exceptions.Select(exception => exception.ToString()), Is.Empty);
                Assert.That(Engine.Warnings, Is.Empty);
            }
            finally
            {
                Emulator.Dispose();
                System.IO.Directory.Delete(Directory, true);
            }
        }

        /// <summary>A built game that runs.</summary>
        protected void Play(params Type[] scene)
        {
            Player = Player.Build(Directory, Scripts, scene);
        }

        /// <summary>The editor in edit mode.</summary>
        protected void Edit()
        {
            Player = Player.Editor(Directory, Scripts);
        }

        /// <summary>What a game that uses the emulator would set, and nothing that Unity sets.</summary>
        protected CognitoCredentialsOptions Options()
        {
            return new CognitoCredentialsOptions { IdentityPoolId = Emulator.PoolId, Endpoint = Emulator.Endpoint };
        }

        /// <summary>Internal of the package, which grants its own tests only.</summary>
        protected static int LivingProviders()
        {
            var living = typeof(CognitoAWSCredentials)
                .GetField("Living", BindingFlags.Static | BindingFlags.NonPublic).GetValue(null);
            var all = living.GetType().GetMethod("All", BindingFlags.Instance | BindingFlags.NonPublic);
            return ((System.Collections.ICollection)all.Invoke(living, null)).Count;
        }

        /// <summary>To its end; what it throws is thrown here. (A task might run on the waiting thread instead.)</summary>
        protected static void OnAnotherThread(Action act)
        {
            Exception thrown = null;
            var thread = new Thread(() =>
            {
                try
                {
                    act();
                }
                catch (Exception exception)
                {
                    thrown = exception;
                }
            });
            thread.Start();
            thread.Join();
            if (thrown != null)
            {
                ExceptionDispatchInfo.Capture(thrown).Throw();
            }
        }

        protected CognitoAWSCredentials Provider()
        {
            return new CognitoAWSCredentials(Options());
        }
    }
}
