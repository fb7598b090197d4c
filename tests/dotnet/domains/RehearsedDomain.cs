using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>One domain, from its creation to its unloading.</summary>
    internal sealed class RehearsedDomain
    {
        internal const int MaxUnloadMs = 1000;

        private readonly AppDomain _domain;

        internal RehearsedDomain(string endpoint)
        {
            string assembly = typeof(DomainAgent).Assembly.Location;
            _domain = AppDomain.CreateDomain(
                "reload", null, new AppDomainSetup { ApplicationBase = Path.GetDirectoryName(assembly) });
            Agent = (DomainAgent)_domain.CreateInstanceFromAndUnwrap(assembly, typeof(DomainAgent).FullName);
            Agent.Start(Witness, endpoint);
        }

        internal DomainAgent Agent { get; private set; }

        internal DomainWitness Witness { get; } = new DomainWitness();

        /// <summary>Unloads it, and fails when that takes long.</summary>
        internal void Unload()
        {
            var watch = Stopwatch.StartNew();
            // Mono waits for as long as it takes; on a thread of its own the test can still say what holds it up.
            Assert.IsTrue(
                Task.Run(() => AppDomain.Unload(_domain)).Wait(Eventually.TimeoutMs),
                "unloading does not end; " + ProcessResources.Describe());
            Witness.Over();
            Assert.Less(watch.ElapsedMilliseconds, MaxUnloadMs, "ms to unload; " + ProcessResources.Describe());
        }
    }
}
