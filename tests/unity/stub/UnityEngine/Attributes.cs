using System;

namespace UnityEngine
{
    public enum RuntimeInitializeLoadType
    {
        AfterSceneLoad = 0,
        BeforeSceneLoad = 1,
        AfterAssembliesLoaded = 2,
        BeforeSplashScreen = 3,
        SubsystemRegistration = 4,
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class RuntimeInitializeOnLoadMethodAttribute : Attribute
    {
        public RuntimeInitializeOnLoadMethodAttribute(
            RuntimeInitializeLoadType loadType = RuntimeInitializeLoadType.AfterSceneLoad)
        {
            this.loadType = loadType;
        }

        public RuntimeInitializeLoadType loadType { get; private set; }
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeFieldAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class TooltipAttribute : Attribute
    {
        public readonly string tooltip;

        public TooltipAttribute(string tooltip)
        {
            this.tooltip = tooltip;
        }
    }
}

#if UNITY_6000_5_OR_NEWER
namespace Unity.Scripting.LifecycleManagement
{
    /// <summary>Before the scripts' assemblies are unloaded, also at the end. A static method of a partial class.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OnCodeUnloadingAttribute : Attribute
    {
    }
}
#endif
