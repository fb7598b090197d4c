using System.Collections.Generic;

namespace UnityEngine
{
    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
            this.x = x;
            this.y = y;
            this.width = width;
            this.height = height;
        }

        public float x { get; set; }

        public float y { get; set; }

        public float width { get; set; }

        public float height { get; set; }
    }

    public static class Screen
    {
        public static int width
        {
            get { return 640; }
        }

        public static int height
        {
            get { return 480; }
        }
    }

    /// <summary>Not in Unity: what one OnGUI showed, and the button that is pressed in the next one.</summary>
    public static class Panel
    {
        public static readonly List<string> Labels = new List<string>();
        public static readonly List<string> Buttons = new List<string>();

        public static string Pressed { get; set; }

        public static int OpenGroups { get; set; }

        public static void Begin()
        {
            Labels.Clear();
            Buttons.Clear();
            OpenGroups = 0;
            GUI.enabled = true;
        }
    }

    public static class GUI
    {
        public static bool enabled { get; set; }
    }

    public sealed class GUILayoutOption
    {
    }

    public static class GUILayout
    {
        public static void BeginArea(Rect screenRect)
        {
            Panel.OpenGroups++;
        }

        public static void EndArea()
        {
            Panel.OpenGroups--;
        }

        public static void BeginHorizontal(params GUILayoutOption[] options)
        {
            Panel.OpenGroups++;
        }

        public static void EndHorizontal()
        {
            Panel.OpenGroups--;
        }

        public static void Space(float pixels)
        {
        }

        public static void Label(string text, params GUILayoutOption[] options)
        {
            Panel.Labels.Add(text);
        }

        public static bool Button(string text, params GUILayoutOption[] options)
        {
            Panel.Buttons.Add(GUI.enabled ? text : "(" + text + ")");
            if (!GUI.enabled || Panel.Pressed != text)
            {
                return false;
            }
            Panel.Pressed = null;
            return true;
        }
    }
}
