using System;

namespace CognitoNative
{
    /// <summary>The log of the whole library, and what the host's callbacks threw. No secret is ever in it.</summary>
    public static unsafe class CognitoLog
    {
        private static CognitoLogLevel level = CognitoLogLevel.Off;

        /// <summary>
        /// Log records, told while there are providers: in Unity on the main thread, elsewhere on the library's callback
        /// thread; do not block there. Set <see cref="Level"/> too.
        /// </summary>
        public static event Action<CognitoLogLevel, string> Message;

        /// <summary>
        /// What a callback, event handler or storage of the host threw, on the thread where it was thrown. Without a handler
        /// it goes to Debug.LogException in Unity, and to standard error elsewhere.
        /// </summary>
        public static event Action<CognitoCallbackException> UnhandledException;

        /// <summary>How much is told. Off unless it is set.</summary>
        public static CognitoLogLevel Level
        {
            get
            {
                return level;
            }

            set
            {
                if (value < CognitoLogLevel.Off || value > CognitoLogLevel.Debug)
                {
                    throw new ArgumentOutOfRangeException("value", "It must be one of the levels of CognitoLogLevel.");
                }
                level = value;
                CognitoRuntime.ReattachLog();
            }
        }

        internal static void Attach(CallbackQueue queue)
        {
            // A queue that was closed just now has no log, and the next one is attached in its place.
            NativeMethods.cognito_set_log_callback(queue.Pointer, (int)level, NativeCallbacks.Log, null, null);
        }

        internal static void Tell(CognitoLogLevel recordLevel, string text)
        {
            var handlers = Message;
            if (handlers == null)
            {
                return;
            }
            foreach (Action<CognitoLogLevel, string> handler in handlers.GetInvocationList())
            {
                try
                {
                    handler(recordLevel, text);
                }
                catch (Exception exception)
                {
                    Report(exception);
                }
            }
        }

        /// <summary>Never throws: it is called where nothing may be thrown.</summary>
        internal static void Report(Exception exception)
        {
            try
            {
                var wrapped = exception as CognitoCallbackException ?? new CognitoCallbackException(exception);
                var handlers = UnhandledException;
                if (handlers != null)
                {
                    Array.ForEach(handlers.GetInvocationList(), handler => Call(handler, wrapped));
                    return;
                }
#if UNITY_5_3_OR_NEWER
                UnityEngine.Debug.LogException(wrapped);
#else
                Console.Error.WriteLine(Text(wrapped));
#endif
            }
            catch (Exception)
            {
                // Standard error is gone, say; there is nobody left to tell.
            }
        }

#if !UNITY_5_3_OR_NEWER
        private static string Text(CognitoCallbackException exception)
        {
            try
            {
                return exception.ToString();
            }
            catch (Exception)
            {
                // It shows the host's exception too, which may throw at that.
                return exception.Message;
            }
        }
#endif

        private static void Call(Delegate handler, CognitoCallbackException exception)
        {
            try
            {
                ((Action<CognitoCallbackException>)handler)(exception);
            }
            catch (Exception)
            {
                // The handler of last resort threw; the others may still tell.
            }
        }

        /// <summary>For statics that outlive a play session (Unity with domain reload off).</summary>
        internal static void Reset()
        {
            Message = null;
            UnhandledException = null;
            level = CognitoLogLevel.Off;
        }
    }
}
