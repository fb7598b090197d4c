-- A player's day, as a coroutine that yields wherever it has to wait: for a game's next frame, or for the queue.

local ffi = require("ffi")

return function(Cognito, library, pool_id, endpoint, dead_endpoint, token)
    local function options(at)
        return ('{"identity_pool_id": "%s", "endpoint": "%s", "storage_directory": "", "max_attempts": 1}')
            :format(pool_id, at)
    end

    local function keys(answer)
        return ffi.string(library.cognito_completion_identity_id(answer)) .. " " ..
            ffi.string(library.cognito_completion_access_key_id(answer))
    end

    local function get(cognito)
        local answer = cognito:try_get()
        while not answer do
            coroutine.yield(cognito)
            answer = cognito:try_get()
        end
        return answer
    end

    local function wait_for(cognito, kind)
        while cognito:next_event() ~= kind do coroutine.yield(cognito) end
    end

    return coroutine.wrap(function()
        local cognito = Cognito.new(options(endpoint))
        local guest = get(cognito)
        local expiration = tostring(library.cognito_completion_expiration_unix_ms(guest)):gsub("LL$", "")
        print("guest " .. keys(guest) .. " " .. expiration)
        wait_for(cognito, library.COGNITO_EVENT_CREDENTIALS_REFRESHED)
        print("event COGNITO_EVENT_CREDENTIALS_REFRESHED")

        cognito:set_login("accounts.google.com", token)
        print("player " .. keys(get(cognito)))
        cognito:sign_out()
        wait_for(cognito, library.COGNITO_EVENT_IDENTITY_CHANGED)
        print("signed-out")
        cognito:close()

        local dead = Cognito.new(options(dead_endpoint))
        local offline = get(dead)
        print("offline " .. ffi.string(library.cognito_result_name(library.cognito_completion_result(offline))) ..
            ": " .. ffi.string(library.cognito_completion_error_message(offline)))
        dead:close()
    end)
end
