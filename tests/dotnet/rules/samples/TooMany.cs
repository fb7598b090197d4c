// caught: callback: ... has 10 callback types
using System.Runtime.InteropServices;

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function1();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function2();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function3();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function4();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function5();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function6();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function7();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function8();

[UnmanagedFunctionPointer(CallingConvention.Cdecl)]
internal delegate void Function9();
