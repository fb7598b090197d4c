#if !UNITY_5_3_OR_NEWER
using System;
#if NETCOREAPP
using System.Runtime.Loader;
#endif

namespace CognitoNative
{
    /// <summary>
    /// Tells when what this assembly lives in ends: the process, an application domain (Mono, .NET Framework), a load context
    /// (.NET). Invariant: while there is no thread of ours, nothing that lives longer holds on to us, or a load context
    /// would never be unloaded.
    /// </summary>
    internal sealed class HostLife
    {
        private readonly EventHandler processExit;

        /// <param name="processExit">The process ends.</param>
        /// <param name="unloading">This assembly is unloaded, and the process goes on.</param>
        internal HostLife(Action processExit, Action unloading)
        {
            this.processExit = (sender, arguments) => processExit();
            if (UnloadsDomains)
            {
                AppDomain.CurrentDomain.DomainUnload += (sender, arguments) => unloading();
            }
#if NETCOREAPP
            // A context that cannot be unloaded is told so at the end of the process, which has a notice of its own.
            var context = AssemblyLoadContext.GetLoadContext(typeof(HostLife).Assembly);
            if (context != null && context.IsCollectible)
            {
                context.Unloading += one => unloading();
            }
#endif
        }

        /// <summary>.NET has one domain, whose notice would never come and hold on to us for ever.</summary>
        private static bool UnloadsDomains
        {
            get { return Environment.Version.Major == 4; }
        }

        /// <summary>There are threads now, which the end of the process must find.</summary>
        internal void Watch()
        {
            AppDomain.CurrentDomain.ProcessExit += processExit;
        }

        internal void Unwatch()
        {
            AppDomain.CurrentDomain.ProcessExit -= processExit;
        }
    }
}
#endif
