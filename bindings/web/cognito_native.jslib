// What a web page does for the library that is part of it (src/page.rs): clocks, random numbers, the player in
// localStorage, requests by fetch. To be linked beside the archive:
//   emcc ... libcognito_native.a --js-library cognito_native.jslib -sEXPORTED_FUNCTIONS=_main,_malloc,_free
// Unity takes it from Plugins/WebGL by itself. Plain ECMAScript 5, and only what Emscripten has had since 2.0: Unity's
// versions read it.
var CognitoNative = {
  $CognitoNative: {
    // What gives up a fetch under way, by the library's number of it.
    fetches: {},

    // A copy in the library's memory, which the caller frees.
    copyText: function (text) {
      var size = lengthBytesUTF8(text) + 1;
      var place = _malloc(size);
      stringToUTF8(text, place, size);
      return place;
    },

    // Lines of "name: value" as an object. A page may not say which user agent it is.
    readHeaders: function (lines) {
      var headers = {};
      lines.split('\n').forEach(function (line) {
        var colon = line.indexOf(': ');
        var name = line.slice(0, colon);
        if (colon > 0 && name !== 'user-agent') {
          headers[name] = line.slice(colon + 2);
        }
      });
      return headers;
    },

    // complete: cognito_exchange_complete().
    answer: function (complete, exchange, response, content) {
      var names = [], values = [];
      response.headers.forEach(function (value, name) {
        names.push(CognitoNative.copyText(name));
        values.push(CognitoNative.copyText(value));
      });
      var count = names.length, texts = names.concat(values);
      var arrays = _malloc(8 * count + 4);
      var bytes = new Uint8Array(content), size = bytes.length;
      var body = _malloc(size + 1);
      // Not before here: an allocation may have moved the memory.
      texts.forEach(function (place, index) {
        HEAPU32[(arrays >> 2) + index] = place;
      });
      HEAPU8.set(bytes, body);
      {{{ makeDynCall('iiiiiiii', 'complete') }}}(exchange, response.status, arrays, arrays + 4 * count, count, body, size);
      HEAPU8.fill(0, body, body + size); // there are keys in it
      bytes.fill(0);
      texts.concat([arrays, body]).forEach(function (place) {
        _free(place);
      });
    },

    // fail: cognito_exchange_fail().
    refuse: function (fail, exchange, kind, message) {
      var text = CognitoNative.copyText(message);
      {{{ makeDynCall('iiii', 'fail') }}}(exchange, kind, text);
      _free(text);
    },

    // COGNITO_EXCHANGE_FAILURE_ and a message. Why a fetch failed is not told to a page.
    reasonOf: function (error, isLate) {
      var network = 0, timeout = 2, offline = 3;
      if (isLate) {
        return [timeout, 'no answer in time'];
      }
      if (typeof navigator !== 'undefined' && navigator.onLine === false) {
        return [offline, 'the browser says that there is no network'];
      }
      return [network, error + ' (no network, something that blocks it, or an endpoint that does not allow this page: CORS)'];
    }
  },

  cognito_page_unix_ms: function () {
    return Date.now();
  },

  cognito_page_steady_ms: function () {
    return performance.now();
  },

  cognito_page_random: function () {
    return crypto.getRandomValues(new Uint32Array(1))[0];
  },

  // The size, -1: there is none, -2: the page may not look, or it does not fit.
  cognito_page_load: function (key, buffer, capacity) {
    try {
      var text = localStorage.getItem(UTF8ToString(key));
      if (text === null) {
        return -1;
      }
      var size = lengthBytesUTF8(text);
      if (size >= capacity) {
        return -2;
      }
      stringToUTF8(text, buffer, capacity);
      return size;
    } catch (error) {
      return -2;
    }
  },

  // 0, or -2: the page may not, or its storage is full.
  cognito_page_save: function (key, text) {
    try {
      localStorage.setItem(UTF8ToString(key), UTF8ToString(text));
      return 0;
    } catch (error) {
      return -2;
    }
  },

  cognito_page_remove: function (key) {
    try {
      localStorage.removeItem(UTF8ToString(key));
      return 0;
    } catch (error) {
      return -2;
    }
  },

  cognito_page_send: function (exchange, url, headers, body, bodySize, timeoutMs, complete, fail) {
    var controller = new AbortController(), isLate = false;
    var timer = setTimeout(function () {
      isLate = true;
      controller.abort();
    }, timeoutMs);
    CognitoNative.fetches[exchange] = controller;
    var done = function () {
      clearTimeout(timer);
      delete CognitoNative.fetches[exchange];
    };
    fetch(UTF8ToString(url), {
      method: 'POST',
      headers: CognitoNative.readHeaders(UTF8ToString(headers)),
      body: HEAPU8.slice(body, body + bodySize),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: controller.signal
    }).then(function (response) {
      return response.arrayBuffer().then(function (content) {
        return [response, content];
      });
    }).then(function (answer) {
      done();
      CognitoNative.answer(complete, exchange, answer[0], answer[1]);
    }, function (error) {
      done();
      var reason = CognitoNative.reasonOf(error, isLate);
      CognitoNative.refuse(fail, exchange, reason[0], reason[1]);
    });
  },

  cognito_page_cancel: function (exchange) {
    var controller = CognitoNative.fetches[exchange];
    if (controller) {
      controller.abort();
    }
  }
};
// Later Emscriptens include these only for who names them; for earlier ones they are no names.
CognitoNative.$CognitoNative__deps = ['$UTF8ToString', '$stringToUTF8', '$lengthBytesUTF8'].filter(function (name) {
  return name in LibraryManager.library;
});
autoAddDeps(CognitoNative, '$CognitoNative');
mergeInto(LibraryManager.library, CognitoNative);
