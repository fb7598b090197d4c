namespace UnityEngine
{
    public static class PlayerPrefs
    {
        public static string GetString(string key, string defaultValue)
        {
            Engine.RequireMainThread("GetString");
            string value;
            return Engine.Preferences.TryGetValue(key, out value) ? value : defaultValue;
        }

        public static void SetString(string key, string value)
        {
            Engine.RequireMainThread("SetString");
            Engine.Preferences[key] = value;
        }

        public static void DeleteKey(string key)
        {
            Engine.RequireMainThread("DeleteKey");
            Engine.Preferences.Remove(key);
        }

        public static void Save()
        {
            Engine.RequireMainThread("Save");
            Engine.PreferencesSaved++;
        }
    }
}
