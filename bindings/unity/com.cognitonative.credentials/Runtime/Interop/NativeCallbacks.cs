using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>
    /// Everything that native code calls. All of it is static and alive as long as the process, so that no callback can
    /// find its delegate collected; and nothing thrown here reaches native code.
    /// </summary>
    /// <remarks>
    /// With COGNITO_FUNCTION_POINTERS (C# 9, .NET 5 and later) the same methods are handed over as function pointers,
    /// which costs no marshalling stub.
    /// </remarks>
    internal static unsafe class NativeCallbacks
    {
#if COGNITO_FUNCTION_POINTERS
        internal static delegate* unmanaged[Cdecl]<void*, cognito_completion*, void> Answer { get { return &OnAnswer; } }
        internal static delegate* unmanaged[Cdecl]<void*, cognito_completion*, void> Event { get { return &OnEvent; } }
        internal static delegate* unmanaged[Cdecl]<void*, cognito_login_request*, void> LoginSource { get { return &OnLoginSource; } }
        internal static delegate* unmanaged[Cdecl]<void*, int, byte*, void> Log { get { return &OnLog; } }
        internal static delegate* unmanaged[Cdecl]<void*, byte*, byte*, UIntPtr, UIntPtr*, int> StorageLoad { get { return &OnStorageLoad; } }
        internal static delegate* unmanaged[Cdecl]<void*, byte*, byte*, int> StorageSave { get { return &OnStorageSave; } }
        internal static delegate* unmanaged[Cdecl]<void*, byte*, int> StorageRemove { get { return &OnStorageRemove; } }
        internal static delegate* unmanaged[Cdecl]<void*, cognito_exchange*, void> TransportSend { get { return &OnTransportSend; } }
        internal static delegate* unmanaged[Cdecl]<void*, cognito_exchange*, void> TransportCancel { get { return &OnTransportCancel; } }
#else
        internal static readonly NativeMethods.cognito_completion_fn Answer = OnAnswer;
        internal static readonly NativeMethods.cognito_completion_fn Event = OnEvent;
        internal static readonly NativeMethods.cognito_login_source_fn LoginSource = OnLoginSource;
        internal static readonly NativeMethods.cognito_log_fn Log = OnLog;
        internal static readonly NativeMethods.cognito_storage_load_fn StorageLoad = OnStorageLoad;
        internal static readonly NativeMethods.cognito_storage_save_fn StorageSave = OnStorageSave;
        internal static readonly NativeMethods.cognito_storage_remove_fn StorageRemove = OnStorageRemove;
        internal static readonly NativeMethods.cognito_transport_send_fn TransportSend = OnTransportSend;
        internal static readonly NativeMethods.cognito_transport_cancel_fn TransportCancel = OnTransportCancel;
#endif

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_completion_fn))]
#endif
        private static void OnAnswer(void* userData, cognito_completion* completion)
        {
            try
            {
                PendingRequest.Take((IntPtr)userData).Complete(completion);
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_completion_fn))]
#endif
        private static void OnEvent(void* userData, cognito_completion* completion)
        {
            try
            {
                var provider = CognitoAWSCredentials.Living.Find((IntPtr)userData);
                if (provider != null)
                {
                    provider.OnEvent(completion);
                }
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_login_source_fn))]
#endif
        private static void OnLoginSource(void* userData, cognito_login_request* request)
        {
            try
            {
                var question = new LoginQuestion(request);
                var provider = CognitoAWSCredentials.Living.Find((IntPtr)userData);
                if (provider == null)
                {
                    question.Fail("The provider that asked is gone.");
                }
                else
                {
                    provider.OnLoginQuestion(question);
                }
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_log_fn))]
#endif
        private static void OnLog(void* userData, int level, byte* message)
        {
            try
            {
                CognitoLog.Tell((CognitoLogLevel)level, Utf8.Read(message));
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_storage_load_fn))]
#endif
        private static int OnStorageLoad(void* userData, byte* key, byte* buffer, UIntPtr capacity, UIntPtr* length)
        {
            try
            {
                return CognitoStorage.At((IntPtr)userData).Load(key, buffer, capacity, length);
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
                return NativeMethods.COGNITO_ERROR_STORAGE;
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_storage_save_fn))]
#endif
        private static int OnStorageSave(void* userData, byte* key, byte* value)
        {
            try
            {
                CognitoStorage.At((IntPtr)userData).Save(Utf8.Read(key), Utf8.Read(value));
                return NativeMethods.COGNITO_OK;
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
                return NativeMethods.COGNITO_ERROR_STORAGE;
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_storage_remove_fn))]
#endif
        private static int OnStorageRemove(void* userData, byte* key)
        {
            try
            {
                CognitoStorage.At((IntPtr)userData).Remove(Utf8.Read(key));
                return NativeMethods.COGNITO_OK;
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
                return NativeMethods.COGNITO_ERROR_STORAGE;
            }
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_transport_send_fn))]
#endif
        private static void OnTransportSend(void* userData, cognito_exchange* exchange)
        {
            try
            {
                var transport = CognitoTransport.At((IntPtr)userData);
                if (transport != null)
                {
                    transport.OnSend(exchange);
                    return;
                }
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
            // Nobody has it: harmless when it was answered.
            NativeMethods.cognito_exchange_fail(exchange, NativeMethods.COGNITO_EXCHANGE_FAILURE_NETWORK, null);
        }

#if COGNITO_FUNCTION_POINTERS
        [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })]
#else
        [MonoPInvokeCallback(typeof(NativeMethods.cognito_transport_cancel_fn))]
#endif
        private static void OnTransportCancel(void* userData, cognito_exchange* exchange)
        {
            try
            {
                var transport = CognitoTransport.At((IntPtr)userData);
                if (transport != null)
                {
                    transport.OnCancel(exchange);
                }
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
            }
        }
    }
}
