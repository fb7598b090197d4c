namespace UnityEngine
{
    public class Object
    {
    }

    public sealed class GameObject : Object
    {
    }

    public class Component : Object
    {
    }

    public class Behaviour : Component
    {
    }

    /// <summary>The player finds Awake, OnEnable, Start, Update, OnGUI and OnDestroy by their names, as Unity does.</summary>
    public class MonoBehaviour : Behaviour
    {
    }
}
