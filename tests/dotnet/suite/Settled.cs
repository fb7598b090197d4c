using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>Waits for a task as a test does: long enough for a busy machine, and never for ever.</summary>
    internal static class Settled
    {
        internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

        internal static T Result<T>(Task<T> task)
        {
            End(task);
            return task.GetAwaiter().GetResult();
        }

        internal static void Success(Task task)
        {
            End(task);
            task.GetAwaiter().GetResult();
        }

        /// <summary>What an await of it throws; it must be of this very class.</summary>
        internal static TException Failure<TException>(Task task) where TException : Exception
        {
            End(task);
            return Assert.Throws<TException>(() => task.GetAwaiter().GetResult());
        }

        internal static CognitoException Error(Task task, CognitoErrorCode code)
        {
            var error = Failure<CognitoException>(task);
            Assert.AreEqual(code, error.Code, error.ToString());
            return error;
        }

        internal static void Cancelled(Task task)
        {
            End(task);
            Assert.IsTrue(task.IsCanceled, "status " + task.Status + " " + task.Exception);
            Assert.Catch<OperationCanceledException>(() => task.GetAwaiter().GetResult());
        }

        private static void End(Task task)
        {
            // WhenAny, so that a failure is not thrown here already.
            if (!Task.WhenAny(task).Wait(Limit))
            {
                throw new TimeoutException("the task did not end within " + Limit);
            }
        }
    }
}
