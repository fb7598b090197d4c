namespace UnityEngine
{
    public class Object
    {
        public string name { get; set; }
    }

    public class Component : Object
    {
        private GameObject owner;

        /// <summary>A script that a test makes by hand is on a GameObject, too.</summary>
        public GameObject gameObject
        {
            get { return owner ?? (owner = new GameObject("")); }
            internal set { owner = value; }
        }

        public Transform transform
        {
            get { return gameObject.transform; }
        }

        public T GetComponent<T>() where T : Component
        {
            return gameObject.GetComponent<T>();
        }
    }

    public class Behaviour : Component
    {
    }

    /// <summary>The player finds Awake, OnEnable, Start, Update and OnDestroy by their names, as Unity does.</summary>
    public class MonoBehaviour : Behaviour
    {
    }
}
