using System;
using System.Collections.Generic;
using System.Linq;

namespace UnityEngine
{
    public sealed class GameObject : Object
    {
        private readonly List<Component> components = new List<Component>();

        public GameObject(string name, params Type[] components)
        {
            Engine.RequireMainThread("Internal_CreateGameObject");
            this.name = name;
            // What is drawn has a RectTransform in place of a Transform.
            transform = new RectTransform { gameObject = this };
            this.components.Add(transform);
            foreach (var type in components)
            {
                var component = (Component)Activator.CreateInstance(type);
                component.gameObject = this;
                this.components.Add(component);
            }
        }

        public Transform transform { get; private set; }

        public T GetComponent<T>() where T : Component
        {
            return components.OfType<T>().FirstOrDefault();
        }

        /// <summary>Not in Unity by this name: those of its children too, parents first.</summary>
        public IEnumerable<Component> All()
        {
            return components.Concat(transform.Children.SelectMany(child => child.gameObject.All()));
        }
    }

    public class Transform : Component
    {
        internal readonly List<Transform> Children = new List<Transform>();

        public Transform parent { get; private set; }

        public void SetParent(Transform parent, bool worldPositionStays)
        {
            this.parent = parent;
            parent.Children.Add(this);
        }
    }

    public sealed class RectTransform : Transform
    {
        public Vector2 anchorMin { get; set; }

        public Vector2 anchorMax { get; set; }

        public Vector2 offsetMin { get; set; }

        public Vector2 offsetMax { get; set; }
    }

    public struct Vector2
    {
        public float x;
        public float y;

        public static Vector2 zero
        {
            get { return default(Vector2); }
        }

        public static Vector2 one
        {
            get { return new Vector2 { x = 1, y = 1 }; }
        }
    }

    public struct Color
    {
        public static Color white
        {
            get { return default(Color); }
        }

        public static Color black
        {
            get { return default(Color); }
        }
    }

    public sealed class RectOffset
    {
        public RectOffset(int left, int right, int top, int bottom)
        {
        }
    }

    public enum TextAnchor
    {
        UpperLeft = 0,
        MiddleCenter = 4,
    }

    public sealed class Font : Object
    {
        private Font()
        {
        }

        public static Font CreateDynamicFontFromOSFont(string fontname, int size)
        {
            return new Font { name = fontname };
        }
    }

    public enum RenderMode
    {
        ScreenSpaceOverlay = 0,
        ScreenSpaceCamera = 1,
    }

    public sealed class Canvas : Behaviour
    {
        public RenderMode renderMode { get; set; }
    }
}

namespace UnityEngine.Events
{
    public delegate void UnityAction();

    public class UnityEvent
    {
        private UnityAction listeners;

        public void AddListener(UnityAction call)
        {
            listeners += call;
        }

        public void Invoke()
        {
            listeners?.Invoke();
        }
    }
}
