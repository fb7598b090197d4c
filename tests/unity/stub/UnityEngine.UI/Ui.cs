using UnityEngine.Events;

namespace UnityEngine.UI
{
    public class CanvasScaler : MonoBehaviour
    {
    }

    public class GraphicRaycaster : MonoBehaviour
    {
    }

    public abstract class Graphic : MonoBehaviour
    {
        public Color color { get; set; }
    }

    public class Image : Graphic
    {
    }

    public class Text : Graphic
    {
        public string text { get; set; } = "";

        public Font font { get; set; }

        public int fontSize { get; set; }

        public TextAnchor alignment { get; set; }
    }

    public class Selectable : MonoBehaviour
    {
        public bool interactable { get; set; } = true;

        public Graphic targetGraphic { get; set; }
    }

    public class Button : Selectable
    {
        public ButtonClickedEvent onClick { get; } = new ButtonClickedEvent();

        public class ButtonClickedEvent : UnityEvent
        {
        }
    }

    public class LayoutElement : MonoBehaviour
    {
        public float minHeight { get; set; }
    }

    public abstract class HorizontalOrVerticalLayoutGroup : MonoBehaviour
    {
        public RectOffset padding { get; set; }

        public float spacing { get; set; }

        public bool childForceExpandHeight { get; set; }
    }

    public class VerticalLayoutGroup : HorizontalOrVerticalLayoutGroup
    {
    }

    public class HorizontalLayoutGroup : HorizontalOrVerticalLayoutGroup
    {
    }
}

namespace UnityEngine.EventSystems
{
    using System;
    using System.Linq;
    using UnityEngine.UI;

    public abstract class BaseInputModule : MonoBehaviour
    {
        /// <summary>Not in Unity: whether the Player Settings' input mode lets it hear of a click.</summary>
        public abstract bool Hears(bool hasInputManager);
    }

    public class StandaloneInputModule : BaseInputModule
    {
        /// <summary>With the Input System alone UnityEngine.Input throws.</summary>
        public override bool Hears(bool hasInputManager)
        {
            return hasInputManager;
        }
    }

    public class EventSystem : MonoBehaviour
    {
        public EventSystem()
        {
            current = this;
        }

        public static EventSystem current { get; set; }

        /// <summary>Not in Unity: a click that goes its whole way, or gets lost as it would there.</summary>
        public static void Click(Button button, bool hasInputManager)
        {
            var canvas = button.transform;
            while (canvas.GetComponent<Canvas>() == null)
            {
                canvas = canvas.parent;
            }
            var module = current == null ? null : current.gameObject.All().OfType<BaseInputModule>().SingleOrDefault();
            if (module == null || !module.Hears(hasInputManager) || canvas.GetComponent<GraphicRaycaster>() == null
                || button.targetGraphic == null || !button.interactable)
            {
                throw new InvalidOperationException("the click does not arrive");
            }
            button.onClick.Invoke();
        }
    }
}
