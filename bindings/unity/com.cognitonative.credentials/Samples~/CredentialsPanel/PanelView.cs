using System;
using UnityEngine;
using UnityEngine.EventSystems;
using UnityEngine.UI;
#if ENABLE_INPUT_SYSTEM && !ENABLE_LEGACY_INPUT_MANAGER
using InputModule = UnityEngine.InputSystem.UI.InputSystemUIInputModule;
#else
using InputModule = UnityEngine.EventSystems.StandaloneInputModule;
#endif

namespace CognitoNative.Samples
{
    /// <summary>A row of buttons and lines of text below it: uGUI, which is clicked with either of Unity's input systems.</summary>
    internal sealed class PanelView
    {
        private const int FontSize = 18;

        private readonly Font font = Font.CreateDynamicFontFromOSFont("Arial", FontSize);
        private readonly Transform lines;
        private readonly Transform buttons;

        /// <param name="parent">Goes away with it.</param>
        internal PanelView(Transform parent)
        {
            GameObject canvas = Child(parent, "Canvas", typeof(Canvas), typeof(CanvasScaler), typeof(GraphicRaycaster));
            canvas.GetComponent<Canvas>().renderMode = RenderMode.ScreenSpaceOverlay;
            VerticalLayoutGroup column =
                Child(canvas.transform, "Column", typeof(VerticalLayoutGroup)).GetComponent<VerticalLayoutGroup>();
            column.padding = new RectOffset(20, 20, 20, 20);
            column.spacing = 6;
            column.childForceExpandHeight = false;
            RectTransform whole = column.GetComponent<RectTransform>();
            whole.anchorMin = Vector2.zero;
            whole.anchorMax = Vector2.one;
            whole.offsetMin = Vector2.zero;
            whole.offsetMax = Vector2.zero;
            lines = column.transform;
            buttons = Child(lines, "Buttons", typeof(HorizontalLayoutGroup)).transform;
            if (EventSystem.current == null)
            {
                Child(parent, "EventSystem", typeof(EventSystem), typeof(InputModule));
            }
        }

        internal Text AddLine()
        {
            return Write(Child(lines, "Line", typeof(Text)), Color.white);
        }

        internal Button AddButton(string label, Action press)
        {
            GameObject made = Child(buttons, label, typeof(Image), typeof(Button), typeof(LayoutElement));
            made.GetComponent<LayoutElement>().minHeight = 2.5f * FontSize;
            Text text = Write(Child(made.transform, "Label", typeof(Text)), Color.black);
            text.text = label;
            text.alignment = TextAnchor.MiddleCenter;
            RectTransform whole = text.GetComponent<RectTransform>();
            whole.anchorMin = Vector2.zero;
            whole.anchorMax = Vector2.one;
            whole.offsetMin = Vector2.zero;
            whole.offsetMax = Vector2.zero;
            Button button = made.GetComponent<Button>();
            button.targetGraphic = made.GetComponent<Image>();
            button.onClick.AddListener(() => press());
            return button;
        }

        private Text Write(GameObject on, Color color)
        {
            Text text = on.GetComponent<Text>();
            text.font = font;
            text.fontSize = FontSize;
            text.color = color;
            return text;
        }

        private static GameObject Child(Transform parent, string name, params Type[] components)
        {
            var child = new GameObject(name, components);
            child.transform.SetParent(parent, false);
            return child;
        }
    }
}
