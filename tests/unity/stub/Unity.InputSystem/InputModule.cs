namespace UnityEngine.InputSystem.UI
{
    public class InputSystemUIInputModule : EventSystems.BaseInputModule
    {
        public override bool Hears(bool hasInputManager)
        {
            return true;
        }
    }
}
