/*
 * cognito_native.h - Amazon Cognito identities and temporary AWS credentials.
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from src/ffi by build.rs; do not edit. The same as data: cognito_native.json.
 *
 * A WHOLE PROGRAM
 *
 *     static void on_credentials(void *user_data, const cognito_completion *completion)
 *     {
 *         if (cognito_completion_result(completion) == COGNITO_OK) {
 *             printf("access key %s\n", cognito_completion_access_key_id(completion));
 *         } else {
 *             fprintf(stderr, "%s\n", cognito_completion_error_message(completion));
 *         }
 *         *(int *)user_data = 1;
 *     }
 *
 *     int main(void)
 *     {
 *         cognito_queue *queue = NULL;
 *         cognito_provider *provider = NULL;
 *         cognito_provider_options options = {0};
 *         int is_done = 0;
 *
 *         options.struct_size = sizeof options;
 *         options.identity_pool_id = "us-east-1:00000000-0000-0000-0000-000000000000";
 *         if (cognito_queue_new(&queue) != COGNITO_OK ||
 *             cognito_provider_new(&options, queue, &provider, NULL) != COGNITO_OK ||
 *             cognito_provider_get_credentials(provider, NULL, on_credentials, &is_done, NULL) != COGNITO_OK) {
 *             return 1;
 *         }
 *         while (!is_done) { // a game calls only cognito_queue_dispatch, once a frame
 *             cognito_queue_wait(queue, COGNITO_WAIT_FOREVER);
 *             cognito_queue_dispatch(queue, 0, 0, NULL);
 *         }
 *         cognito_provider_free(provider);
 *         cognito_queue_free(queue);
 *         return 0;
 *     }
 *
 * CONVENTIONS
 *
 * They hold for every function. A function's comment mentions only what is different or particular to it.
 *
 * Handles. Every object is an opaque handle and the first argument of its functions. A handle that is NULL, was freed
 * or has the wrong type gives COGNITO_ERROR_INVALID_HANDLE, never undefined behaviour; a function that does not return
 * a cognito_result then returns 0 or NULL.
 *
 * Ownership. The caller owns every handle it receives through an out-parameter and frees it with the _free function of
 * its type. Freeing NULL is harmless and returns COGNITO_OK. Freeing a handle a second time is harmless too and returns
 * COGNITO_ERROR_INVALID_HANDLE. Objects may be freed in any order.
 *
 * Results. A function that can fail returns cognito_result: COGNITO_OK (0) or a COGNITO_ERROR_ code whose number never
 * changes. Out-parameters are written only on success, except that a handle is set to NULL on failure.
 *
 * Pointers. A pointer must not be NULL unless it is marked COGNITO_NULLABLE; one that is gives
 * COGNITO_ERROR_INVALID_ARGUMENT.
 *
 * Strings. Text passed in is UTF-8, ends with NUL and is copied before the function returns; text that is not UTF-8
 * gives COGNITO_ERROR_INVALID_UTF8. Text handed out is borrowed from its object and valid until that object is freed;
 * NULL means that there is none.
 *
 * Structs. The caller sets the first field, struct_size, to sizeof the struct; a size the library does not know gives
 * COGNITO_ERROR_INVALID_STRUCT_SIZE. In options, 0 or NULL in any other field means the documented default. New fields
 * are only ever appended, and a shorter, older struct is accepted.
 *
 * Units. Names carry them: _ms is a duration in milliseconds, _unix_ms a time in milliseconds since 1970.
 *
 * Threads. Any function may be called from any thread at any time and returns without waiting, unless its comment says
 * otherwise. The library's own threads never run the host's code, and block every signal but those of a fault.
 *
 * Callbacks. Callbacks run inside cognito_queue_dispatch (and in the _free function that ends what they belong to), on
 * the calling thread, with no lock held. The callback of a request runs exactly once if the call that took it returned
 * COGNITO_OK, and never otherwise. A callback may call every function; dispatching its own queue gives
 * COGNITO_ERROR_BUSY. It has to return normally: no longjmp, no C++ exception.
 * A host that cannot be called back asks instead: see cognito_queue_next().
 *
 * User data. What takes a callback that may run many times also takes a cognito_destroy_fn, which gives its user_data
 * back when nothing will be called with it any more. So callbacks may be replaced, and what they belong to freed, on any
 * thread.
 *
 * Secrets. Tokens and keys appear in no error, log record or panic message, and their memory is zeroed when it is freed.
 *
 * Processes. In a child of fork(), handles made by the parent give COGNITO_ERROR_CLOSED. Freeing them there is harmless
 * and touches no socket, file or lock of the parent. New queues and providers work in the child. A process may end at
 * any time, whatever is in progress.
 *
 * Resources. When the system refuses a thread, a descriptor or a call, the request that needed it fails and says so; the
 * next one tries again. When memory is exhausted the process ends with abort() and a line on standard error.
 *
 * Loading. Nothing needs to be initialised or shut down, and the library is never unloaded. A program that loads it at
 * run time compares cognito_abi_version() with COGNITO_ABI_VERSION.
 */

#ifndef COGNITO_NATIVE_H
#define COGNITO_NATIVE_H

#include <stddef.h>
#include <stdint.h>

/* The calling convention of every function and callback. */
#if defined(_WIN32)
#define COGNITO_CALL __cdecl
#else
#define COGNITO_CALL
#endif

/*
 * What clang, Objective-C and Swift want to know; nothing for other compilers. A pointer without a mark must not be
 * NULL.
 */
#if defined(__clang__)
#define COGNITO_NULLABLE _Nullable
#define COGNITO_NONNULL _Nonnull
#define COGNITO_SENDABLE __attribute__((swift_attr("@Sendable")))
#define COGNITO_OPEN __attribute__((enum_extensibility(open)))
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wnullability-extension"
#pragma clang diagnostic ignored "-Wfixed-enum-extension"
#pragma clang diagnostic ignored "-Wc23-extensions"
#pragma clang diagnostic ignored "-Wpre-c23-compat"
#pragma clang diagnostic ignored "-Wc++98-compat"
#pragma clang assume_nonnull begin
#else
#define COGNITO_NULLABLE
#define COGNITO_NONNULL
#define COGNITO_SENDABLE
#define COGNITO_OPEN
#endif

/*
 * A closed set of constants: an enum of exactly that size where the language has such enums (C++11, C23, clang), and the
 * integer type itself elsewhere. A later version may add constants.
 */
#if defined(__cplusplus)
#define COGNITO_ENUM(name, base) enum COGNITO_OPEN name : base
#elif defined(__clang__) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define COGNITO_ENUM(name, base) enum COGNITO_OPEN name : base; typedef enum name name; enum COGNITO_OPEN name : base
#else
#define COGNITO_ENUM(name, base) typedef base name; enum
#endif

#ifdef __cplusplus
extern "C" {
#endif
