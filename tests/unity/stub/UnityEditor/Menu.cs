using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class MenuItem : Attribute
    {
        public string menuItem;
        public bool validate;

        public MenuItem(string itemName)
            : this(itemName, false)
        {
        }

        public MenuItem(string itemName, bool isValidateFunction)
        {
            menuItem = itemName;
            validate = isValidateFunction;
        }
    }

    public static class Menu
    {
        /// <summary>Not in Unity.</summary>
        public static readonly HashSet<string> Checked = new HashSet<string>();

        public static void SetChecked(string menuPath, bool isChecked)
        {
            if (isChecked)
            {
                Checked.Add(menuPath);
            }
            else
            {
                Checked.Remove(menuPath);
            }
        }
    }

    public static class EditorUtility
    {
        /// <summary>Not in Unity: what the dialogs said.</summary>
        public static readonly List<string> Dialogs = new List<string>();

        public static bool DisplayDialog(string title, string message, string ok)
        {
            Dialogs.Add(message);
            return true;
        }
    }
}

namespace UnityEditor.Compilation
{
    public enum CompilerMessageType
    {
        Error,
        Warning,
    }

    public struct CompilerMessage
    {
        public string message;
        public string file;
        public int line;
        public int column;
        public CompilerMessageType type;
    }

    public static class CompilationPipeline
    {
        /// <summary>Not in Unity: the DLLs in the project, by their full path, or by their name in Assets/Plugins.</summary>
        public static readonly List<string> Libraries = new List<string>();

        public static event Action<string, CompilerMessage[]> assemblyCompilationFinished;

        internal static Delegate Handler
        {
            get { return assemblyCompilationFinished; }
        }

        public static string[] GetPrecompiledAssemblyNames()
        {
            return Libraries.Select(Path.GetFileName).ToArray();
        }

        public static string GetPrecompiledAssemblyPathFromAssemblyName(string assemblyName)
        {
            var library = Libraries.FirstOrDefault(path => Path.GetFileName(path) == assemblyName);
            return library == null ? null : Path.Combine("Assets/Plugins", library);
        }

        /// <summary>Not in Unity.</summary>
        public static void Finish(string assemblyPath, params CompilerMessage[] messages)
        {
            assemblyCompilationFinished?.Invoke(assemblyPath, messages);
        }
    }
}
