/*
 * The names that engines and systems have as macros when our headers are included. Each of them stops the compiler here
 * wherever a header uses it, so that a name that only some game cannot compile is found. What the headers themselves
 * include comes first: the standard library has its own ways round these names.
 */

#ifdef __cplusplus
#include <chrono>
#if __cplusplus >= 202002L
#include <coroutine>
#endif
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#if __cplusplus >= 201703L
#include <optional>
#include <string_view>
#include <variant>
#endif
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>
#endif
#include <stddef.h>
#include <stdint.h>

/* Unreal Engine: AssertionMacros.h, CoreTypes.h, Build.h, UnrealMathUtility.h */
#define check(...) @
#define checkf(...) @
#define checkCode(...) @
#define checkSlow(...) @
#define checkNoEntry(...) @
#define checkNoReentry(...) @
#define unimplemented(...) @
#define verify(...) @
#define verifyf(...) @
#define ensure(...) @
#define ensureMsgf(...) @
#define ensureAlways(...) @
#define TEXT(...) @
#define UCLASS(...) @
#define USTRUCT(...) @
#define UPROPERTY(...) @
#define UFUNCTION(...) @
#define GENERATED_BODY(...) @
#define UE_LOG(...) @
#define LOCTEXT(...) @
#define PURE_VIRTUAL(...) @
#define FORCEINLINE @
#define FORCENOINLINE @
#define RESTRICT @
#define LIKELY(...) @
#define UNLIKELY(...) @
#define DEPRECATED(...) @
#define DLLEXPORT @
#define DLLIMPORT @
#define PI @
#define SMALL_NUMBER @
#define BIG_NUMBER @
#define INDEX_NONE @

/* macOS: AssertMacros.h, MacTypes.h; Objective-C */
#define check_noerr(...) @
#define check_string(...) @
#define verify_noerr(...) @
#define require(...) @
#define require_noerr(...) @
#define require_action(...) @
#define nil @
#define Nil @
#define YES @
#define NO @

/* X11: X.h, Xlib.h, Xutil.h */
#define None @
#define Bool @
#define Status @
#define True @
#define False @
#define Success @
#define Always @
#define Never @
#define Unsorted @
#define Complex @
#define Convex @
#define Above @
#define Below @
#define CurrentTime @
#define AnyKey @
#define AllocNone @
#define AllocAll @
#define KeyPress @
#define KeyRelease @
#define FocusIn @
#define FocusOut @
#define Expose @
#define GrayScale @
#define CursorShape @
#define DestroyAll @
#define ControlMask @
#define ScreenOfDisplay(...) @
#define DefaultScreen(...) @
#define BadRequest @
#define BadValue @
#define Absolute @

/* Windows: windows.h and what it brings. min and max it has unless NOMINMAX is defined. */
#define min(...) @
#define max(...) @
#define near @
#define far @
#define pascal @
#define interface @
#define small @
#define hyper @
#define cdecl @
#define IN @
#define OUT @
#define OPTIONAL @
#define ERROR @
#define NO_ERROR @
#define DELETE @
#define READ_CONTROL @
#define SYNCHRONIZE @
#define STRICT @
#define TRUE @
#define FALSE @
#define VOID @
#define CONST @
#define IGNORE @
#define INFINITE @
#define CALLBACK @
#define WINAPI @
#define TRANSPARENT @
#define OPAQUE @
#define RELATIVE @
#define ABSOLUTE @
#define DIFFERENCE @
#define GetMessage @
#define SendMessage @
#define PostMessage @
#define DispatchMessage @
#define GetObject @
#define CreateEvent @
#define CreateFile @
#define DeleteFile @
#define CopyFile @
#define MoveFile @
#define FindResource @
#define GetCurrentTime(...) @
#define GetUserName @
#define GetJob @
#define SetJob @
#define GetProp @
#define SetProp @
#define RemoveProp @
#define GetClassName @
#define LoadLibrary @
#define LoadString @
#define ReportEvent @
#define StartService @
#define Yield(...) @
#define GetFreeSpace(...) @
#define X509_NAME @

/* Qt: qobjectdefs.h, qglobal.h */
#define signals @
#define slots @
#define emit @
#define foreach @
#define forever @
#define SIGNAL(...) @
#define SLOT(...) @

/* GLib, Godot, Arduino, MFC, and C's own headers */
#define MIN(...) @
#define MAX(...) @
#define ABS(...) @
#define CLAMP(...) @
#define SWAP(...) @
#define SIGN(...) @
#define HIGH @
#define LOW @
#define abs(...) @
#define round(...) @
#define bit(...) @
#define _T(...) @
#define I @
#define complex @
#define major(...) @
#define minor(...) @
#define unix @
#define linux @
#define sun @
