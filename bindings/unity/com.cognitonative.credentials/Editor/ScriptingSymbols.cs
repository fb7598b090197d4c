using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using UnityEditor;
#if UNITY_2021_2_OR_NEWER
using UnityEditor.Build;
#endif

namespace CognitoNative
{
    /// <summary>The scripting define symbols in the Player Settings, of each platform that Unity has.</summary>
    internal static class ScriptingSymbols
    {
        private static readonly char[] Separators = { ';', ',', ' ' };

        internal static string[] OfActiveTarget()
        {
            var group = BuildPipeline.GetBuildTargetGroup(EditorUserBuildSettings.activeBuildTarget);
#if UNITY_2021_2_OR_NEWER
            return Split(PlayerSettings.GetScriptingDefineSymbols(NamedBuildTarget.FromBuildTargetGroup(group)));
#else
            return Split(PlayerSettings.GetScriptingDefineSymbolsForGroup(group));
#endif
        }

        internal static void ChangeAll(Func<string[], string[]> change)
        {
#if UNITY_2021_2_OR_NEWER
            foreach (var target in Targets())
            {
                var before = Split(PlayerSettings.GetScriptingDefineSymbols(target));
                var after = change(before);
                if (!after.SequenceEqual(before))
                {
                    PlayerSettings.SetScriptingDefineSymbols(target, string.Join(";", after));
                }
            }
#else
            foreach (var group in Groups())
            {
                var before = Split(PlayerSettings.GetScriptingDefineSymbolsForGroup(group));
                var after = change(before);
                if (!after.SequenceEqual(before))
                {
                    PlayerSettings.SetScriptingDefineSymbolsForGroup(group, string.Join(";", after));
                }
            }
#endif
        }

        /// <summary>Without those that Unity has given up: it complains when one of them is set.</summary>
        private static IEnumerable<BuildTargetGroup> Groups()
        {
            return typeof(BuildTargetGroup).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => !field.IsDefined(typeof(ObsoleteAttribute), false))
                .Select(field => (BuildTargetGroup)field.GetValue(null))
                .Where(group => group != BuildTargetGroup.Unknown)
                .Distinct();
        }

#if UNITY_2021_2_OR_NEWER
        private static IEnumerable<NamedBuildTarget> Targets()
        {
            // Its own since then, and of no group.
            yield return NamedBuildTarget.Server;
            foreach (var group in Groups())
            {
                NamedBuildTarget target;
                try
                {
                    target = NamedBuildTarget.FromBuildTargetGroup(group);
                }
                catch (ArgumentException)
                {
                    // A group that this editor knows by name only.
                    continue;
                }
                yield return target;
            }
        }
#endif

        private static string[] Split(string symbols)
        {
            return symbols.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
