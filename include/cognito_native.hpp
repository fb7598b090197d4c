/*
 * cognito_native.hpp - Amazon Cognito identities and temporary AWS credentials, for C++17 and later.
 *
 * Copyright (c) the cognito-native authors. SPDX-License-Identifier: MIT OR Apache-2.0
 * Written by hand over cognito_native.h, and nothing more than it: link the same library. Include this header; its
 * parts, one for each idea, are in cognito_native/ beside it.
 *
 * Ownership. Queue, Provider, Request, Completion, LoginRequest, QueueItem, Storage, Transport and Exchange own their
 * handle: moved, not copied; freed by their destructor. Destroy them in any order, also inside a callback. A moved-from
 * object fails with INVALID_HANDLE.
 *
 * Errors. A call that fails throws Error. How a request ended is told by its Completion: ask ok(), or let
 * throw_if_failed() throw the same Error. Compiled with -fno-exceptions nothing is thrown: what is declared as Outcome<T>
 * is a Result<T>, and Queue::create() and Provider::create() stand in for the constructors.
 *
 * Callbacks run only inside Queue::dispatch, on the thread that called it, and in the destructor of a Queue, with
 * COGNITO_ERROR_CANCELLED for requests that were not answered; after it, never. They may hold what can only be moved. What
 * a callback throws is kept until the dispatch is over and then thrown by Queue::dispatch; in a destructor it is dropped.
 * Code that wants no callbacks gives Queued in their place, and takes what is ready with Queue::next().
 *
 * Threads. As in C: any object may be used from any thread, but not while it is moved, assigned or destroyed.
 *
 * Durations. Zero means the documented default; fractions are rounded up.
 *
 * cognito_native/future.hpp (std::future) and cognito_native/coroutine.hpp (co_await, C++20) are included on their own.
 */

#ifndef COGNITO_NATIVE_HPP
#define COGNITO_NATIVE_HPP

#include "cognito_native.h"

#include "cognito_native/mode.hpp" // first: it says which C++ is needed

#include "cognito_native/argument.hpp"
#include "cognito_native/carried.hpp"
#include "cognito_native/completion.hpp"
#include "cognito_native/device.hpp"
#include "cognito_native/error.hpp"
#include "cognito_native/function.hpp"
#include "cognito_native/log.hpp"
#include "cognito_native/login_request.hpp"
#include "cognito_native/mode.hpp"
#include "cognito_native/names.hpp"
#include "cognito_native/outcome.hpp"
#include "cognito_native/profiles.hpp"
#include "cognito_native/provider.hpp"
#include "cognito_native/provider_options.hpp"
#include "cognito_native/queue.hpp"
#include "cognito_native/queue_item.hpp"
#include "cognito_native/request.hpp"
#include "cognito_native/signing.hpp"
#include "cognito_native/storage.hpp"
#include "cognito_native/transport.hpp"

#endif // COGNITO_NATIVE_HPP
