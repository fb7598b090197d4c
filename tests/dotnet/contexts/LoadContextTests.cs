using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A plugin that has the library in a collectible load context goes when it is unloaded, whatever it was doing with it,
    /// and leaves nothing behind.
    /// </summary>
    [TestFixture]
    public sealed class LoadContextTests
    {
        private const int MaxCollections = 10;
        private const int PauseMs = 100;
        private const int MaxGrowthKilobytes = 8192;

        private static readonly string Folder = Path.GetDirectoryName(typeof(LoadContextTests).Assembly.Location);

        private Emulator emulator;

        [TestFixtureSetUp]
        public void StartEmulator()
        {
            emulator = new Emulator("--login-provider", ProviderTests.Game);
        }

        [TestFixtureTearDown]
        public void EndEmulator()
        {
            emulator.Dispose();
        }

        // Each way twice, and no more memory after the second time; with COGNITO_TEST_ALL=1 two hundred rounds.
        [Test]
        public void Whatever_the_plugin_did_its_context_is_unloaded_and_costs_no_memory()
        {
            string[] outside = Ways("AllWays"), inside = Ways("AllUnloadingWays");
            int ways = outside.Length + inside.Length;
            int rounds = Environment.GetEnvironmentVariable("COGNITO_TEST_ALL") == "1" ? 200 : 2 * ways;
            long warm = 0;
            for (int round = 0; round < rounds; round++)
            {
                warm = round == ways ? ProcessResources.ResidentKilobytes() : warm;
                int number = round % ways;
                bool isOutside = number < outside.Length;
                Check(isOutside ? outside[number] : inside[number - outside.Length], !isOutside);
            }
            Assert.Less(ProcessResources.ResidentKilobytes() - warm, MaxGrowthKilobytes, "kB more than after the first rounds");
        }

        private void Check(string way, bool unloadsItself)
        {
            WeakReference context = Use(way, unloadsItself);
            Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, () => way + ": " + ProcessResources.Describe());
            int collections = 0;
            for (; collections < MaxCollections && context.IsAlive; collections++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                // The last of its threads may just be on their way out.
                SpinWait.SpinUntil(() => !context.IsAlive, PauseMs);
            }
            Assert.IsFalse(context.IsAlive, way + ": the context is still there after " + collections + " collections");
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private WeakReference Use(string way, bool unloadsItself)
        {
            var context = new PluginContext();
            using (var threads = new CountdownEvent(1))
            using (var unloaded = new ManualResetEventSlim())
            {
                Action unload = () =>
                {
                    context.Unload();
                    unloaded.Set();
                };
                object[] arguments = { way, emulator.Endpoint, emulator.PoolId, unload, threads };
                context.Plugin().GetMethod("Use").Invoke(null, arguments);
                if (unloadsItself)
                {
                    Assert.IsTrue(unloaded.Wait(Settled.Limit), way + ": the handler was not called");
                }
                else
                {
                    unload();
                }
                threads.Signal();
                Assert.IsTrue(threads.Wait(Settled.Limit), way + ": a thread of the plugin does not end");
            }
            return new WeakReference(context, true);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static string[] Ways(string property)
        {
            var context = new PluginContext();
            var ways = (string[])context.Plugin().GetProperty(property).GetValue(null);
            context.Unload();
            return ways.ToArray();
        }

        private sealed class PluginContext : AssemblyLoadContext
        {
            internal PluginContext() : base("plugin", true)
            {
            }

            internal Type Plugin()
            {
                return LoadFromAssemblyPath(Path.Combine(Folder, "CognitoNative.TestPlugin.dll")).GetType("Plugin");
            }

            protected override Assembly Load(AssemblyName name)
            {
                return name.Name == "CognitoNative" ? LoadFromAssemblyPath(Path.Combine(Folder, "CognitoNative.dll")) : null;
            }
        }
    }
}
