using System;
using System.Collections.Generic;

namespace UnityEditor
{
    public enum BuildTarget
    {
        StandaloneLinux64 = 24,
    }

    public enum BuildTargetGroup
    {
        Unknown = 0,
        Standalone = 1,
        iOS = 4,

        [Obsolete("Use iOS")]
        iPhone = 4,

        [Obsolete("gone since 5.4")]
        WebPlayer = 2,

        Android = 7,

        // A number that this stub's NamedBuildTarget does not know.
        EmbeddedLinux = 30,
    }

    public static class BuildPipeline
    {
        public static BuildTargetGroup GetBuildTargetGroup(BuildTarget target)
        {
            return BuildTargetGroup.Standalone;
        }
    }

    public static class EditorUserBuildSettings
    {
        public static BuildTarget activeBuildTarget
        {
            get { return BuildTarget.StandaloneLinux64; }
        }
    }

    public static class PlayerSettings
    {
        /// <summary>Not in Unity: by the platform's name, and what has none has no symbols.</summary>
        public static readonly Dictionary<string, string> Symbols = new Dictionary<string, string>();

#if UNITY_2021_2_OR_NEWER
        public static string GetScriptingDefineSymbols(Build.NamedBuildTarget target)
        {
            return Get(target.TargetName);
        }

        public static void SetScriptingDefineSymbols(Build.NamedBuildTarget target, string symbols)
        {
            Symbols[target.TargetName] = symbols;
        }
#else
        public static string GetScriptingDefineSymbolsForGroup(BuildTargetGroup group)
        {
            return Get(group.ToString());
        }

        public static void SetScriptingDefineSymbolsForGroup(BuildTargetGroup group, string symbols)
        {
            Symbols[group.ToString()] = symbols;
        }
#endif

        private static string Get(string name)
        {
            string symbols;
            return Symbols.TryGetValue(name, out symbols) ? symbols : "";
        }
    }
}

#if UNITY_2021_2_OR_NEWER
namespace UnityEditor.Build
{
    public struct NamedBuildTarget
    {
        public static readonly NamedBuildTarget Server = new NamedBuildTarget("Server");

        private NamedBuildTarget(string name)
            : this()
        {
            TargetName = name;
        }

        public string TargetName { get; private set; }

        public static NamedBuildTarget FromBuildTargetGroup(BuildTargetGroup group)
        {
            if (group == BuildTargetGroup.EmbeddedLinux)
            {
                throw new ArgumentException("There is no a valid NamedBuildTarget for BuildTargetGroup " + group);
            }
            return new NamedBuildTarget(group.ToString());
        }
    }
}
#endif
