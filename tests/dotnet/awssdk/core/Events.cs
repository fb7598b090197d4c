using System;
using System.Collections.Generic;

namespace Amazon.Runtime
{
    public delegate void ExceptionEventHandler(object sender, ExceptionEventArgs e);

    public class ExceptionEventArgs : EventArgs
    {
        protected ExceptionEventArgs()
        {
        }
    }

    public class WebServiceExceptionEventArgs : ExceptionEventArgs
    {
        protected WebServiceExceptionEventArgs()
        {
        }

        public IDictionary<string, string> Headers { get; protected set; }

        public Exception Exception { get; protected set; }

        internal static WebServiceExceptionEventArgs Create(Exception exception, IDictionary<string, string> headers)
        {
            return new WebServiceExceptionEventArgs { Exception = exception, Headers = headers };
        }
    }
}
