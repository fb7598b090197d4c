using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CognitoNative.Tests
{
    /// <summary>What the host's code threw with this text, as <see cref="CognitoLog.UnhandledException"/> tells it.</summary>
    internal sealed class Reports : IDisposable
    {
        private readonly List<CognitoCallbackException> _reports = new List<CognitoCallbackException>();
        private readonly string _text;

        internal Reports(string text)
        {
            _text = text;
            CognitoLog.UnhandledException += Note;
        }

        internal int Count
        {
            get
            {
                lock (_reports)
                {
                    return _reports.Count;
                }
            }
        }

        internal CognitoCallbackException WaitForOne()
        {
            lock (_reports)
            {
                while (_reports.Count == 0)
                {
                    if (!Monitor.Wait(_reports, Eventually.TimeoutMs))
                    {
                        throw new TimeoutException("nobody reported: " + _text);
                    }
                }
                return _reports.First();
            }
        }

        public void Dispose()
        {
            CognitoLog.UnhandledException -= Note;
        }

        private void Note(CognitoCallbackException exception)
        {
            lock (_reports)
            {
                if (exception.InnerException.ToString().Contains(_text))
                {
                    _reports.Add(exception);
                    Monitor.PulseAll(_reports);
                }
            }
        }
    }
}
